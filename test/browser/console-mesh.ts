/** Three regions and nine cities in memory: what the operators' API would tell of them. */
import { CITIES, REGION_IDS, rttMs } from '../../planet/cities.ts'
import type { ChangeAnswer, ChangeRequest, Finding, HistoryEntry } from '../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY, type Mark, type Overlay } from '../../protocol/operators/overlay.ts'
import type { IsolateView, Receipt, RegionView, World } from '../../protocol/operators/status.ts'
import type { WhatIfAnswer, WhatIfRequest } from '../../protocol/operators/whatif.ts'
import { quantilesOf } from '../../site/src/console/model/quantile.ts'

export type Mesh = ReturnType<typeof createMesh>

type Changed =
  | { readonly kind: 'answer'; readonly answer: ChangeAnswer }
  | { readonly kind: 'unsafe'; readonly findings: readonly Finding[] }
  | { readonly kind: 'stale' }

const PRIMARY = 'iad'
const CONFIG = '2b13f0cb'
const KEPT = 400

/** @param pastMs how far back it has had traffic already. */
export function createMesh(pastMs = 180_000, perSecond = 5) {
  const random = randomFrom(7)
  const bornMs = Date.now()
  let entries: HistoryEntry[] = []
  let receipts: Receipt[] = []
  let untilMs = bornMs - pastMs
  let unwell: string | undefined
  const served = new Map<string, number>()
  /** What each city has in force. */
  const held = new Map<string, Overlay>(CITIES.map(({ id }) => [id, EMPTY_OVERLAY]))

  const overlay = (): Overlay => entries[0]?.overlay ?? EMPTY_OVERLAY

  function world(nowMs: number): World {
    flow(nowMs)
    return {
      atMs: nowMs,
      views: CITIES.map(({ id }) => viewOf(id, held.get(id) ?? EMPTY_OVERLAY, nowMs)),
      receipts: receipts.slice(0, KEPT),
    }
  }

  /** Cities with these ids, or all of them, take over what is newest. */
  function converge(...ids: readonly string[]): void {
    for (const { id } of CITIES) if (ids.length === 0 || ids.includes(id)) held.set(id, overlay())
  }

  function change(request: ChangeRequest, by: string, nowMs: number): Changed {
    const before = overlay()
    if (request.revision !== undefined && request.revision !== before.revision) return { kind: 'stale' }
    const { why, force = false, dryRun = false, revision: _, ...asked } = request
    const mark: Mark = { by, atMs: nowMs, why, ...('untilMs' in asked ? { untilMs: asked.untilMs } : {}) }
    const after = apply(before, asked, mark, entries)
    const findings = judge(after)
    const isChanged = JSON.stringify({ ...after, revision: 0 }) !== JSON.stringify({ ...before, revision: 0 })
    if (!dryRun && findings.some(({ forceable }) => !forceable || !force)) return { kind: 'unsafe', findings }
    if (!dryRun && isChanged) {
      const forced = findings.map(({ rule }) => rule)
      entries = [
        { revision: after.revision, atMs: nowMs, by, why, change: asked, forced, overlay: after },
        ...entries,
      ]
    }
    const epoch = epochOf(after)
    return {
      kind: 'answer',
      answer: { overlay: after, change: asked, epoch, dryRun, changed: isChanged, spread: true, findings },
    }
  }

  function whatIf({ change: asked }: WhatIfRequest, nowMs: number): WhatIfAnswer {
    const mark = { by: '', atMs: nowMs, why: '' }
    const [now, then] = [overlay(), apply(overlay(), asked, mark, entries)]
    const moved = CITIES.flatMap(({ id }) => {
      const [from, to] = [nearest(id, now), nearest(id, then)]
      const mine = receipts.filter(({ colo }) => colo === id.toUpperCase())
      const times = mine.map(({ totalMs }) => totalMs)
      const more = rttMs(id, to) - rttMs(id, from)
      return from === to || mine.length === 0
        ? []
        : {
            ...{ colo: id.toUpperCase(), from, to, requests: mine.length },
            ...{ intent: 'read' as const, source: 'learned' as const },
            before: quantilesOf(times),
            after: quantilesOf(times.map((ms) => ms + more)),
            more,
          }
    })
    const all = receipts.map(({ totalMs }) => totalMs)
    const later = receipts.map(
      ({ totalMs, colo }) => totalMs + (moved.find((move) => move.colo === colo)?.more ?? 0),
    )
    return {
      ...{
        findings: judge(then),
        requests: receipts.length,
        leftOut: 0,
        fromMs: untilMs,
        toMs: nowMs,
        load: {},
      },
      moves: moved.map(({ more: _, ...move }) => move),
      before: quantilesOf(all),
      after: quantilesOf(later),
    }
  }

  /** Makes the requests up to now. */
  function flow(nowMs: number): void {
    const fresh: Receipt[] = []
    for (; untilMs < nowMs; untilMs += 1000 / perSecond) {
      const city = CITIES[Math.floor(CITIES.length * random() ** 1.4)] ?? CITIES[0]
      if (city) fresh.unshift(receiptAt(city.id, Math.round(untilMs)))
    }
    receipts = [...fresh, ...receipts].slice(0, 20_000)
  }

  function receiptAt(city: string, atMs: number): Receipt {
    const place = held.get(city) ?? EMPTY_OVERLAY
    const region = nearest(city, place)
    served.set(city, (served.get(city) ?? 0) + 1)
    const isWrite = random() < 0.3
    const jitter = 1 + 0.25 * random() ** 4
    const net = rttMs(city, region) * jitter
    const wan = isWrite && region !== PRIMARY ? rttMs(region, PRIMARY) * jitter : 0
    const parts = {
      ...{ client: 10, net, app: 0.5 + random() },
      ...(wan > 0 ? { wan } : { db: 0.6 + 2 * random() ** 6 }),
      ...(!isWrite && random() < 0.06 ? { wait: 3 } : {}),
    }
    const info = CITIES.find(({ id }) => id === city)
    return {
      ...{
        atMs,
        traceId: Math.floor(random() * 2 ** 52)
          .toString(16)
          .padStart(32, '0'),
      },
      ...{ colo: city.toUpperCase(), country: info?.country ?? null, continent: null, asn: null },
      method: isWrite ? 'POST' : 'GET',
      path: isWrite ? '/api/orders' : (PATHS[Math.floor(random() * PATHS.length)] ?? '/api/products'),
      intent: isWrite ? 'write' : 'read',
      ...{ status: isWrite ? 201 : 200, region, reason: 'nearest' },
      ...{ data: isWrite ? 'primary' : 'local', replay: null, failedTries: 0, epoch: epochOf(place) },
      totalMs: Object.values(parts).reduce((sum, ms) => sum + ms, 0),
      parts,
      floorMs: 0.62 * rttMs(city, isWrite ? PRIMARY : region),
      alt: { region: REGION_IDS.find((id) => id !== region) ?? PRIMARY, ms: net + 60 },
    }
  }

  function viewOf(city: string, place: Overlay, nowMs: number): IsolateView {
    return {
      ...{ colo: city.toUpperCase(), isolate: `isolate-${city}`, startedMs: bornMs, atMs: nowMs - 400 },
      epoch: epochOf(place),
      overlay: { revision: place.revision, source: 'fresh', readMs: nowMs - 900, unknown: [] },
      ...{ primary: PRIMARY, timeline: 1, pins: place.pins, retryBudget: 1 },
      ...{ requests: served.get(city) ?? 0, unanswered: 0 },
      regions: REGION_IDS.map((id) => regionView(id, city, place, nowMs)),
    }
  }

  function regionView(id: string, city: string, place: Overlay, nowMs: number): RegionView {
    const at = CITIES.find((each) => each.id === id)
    const isOpen = unwell === id
    const closed = { state: 'closed', failures: 0, sinceMs: null } as const
    const open = { state: 'open', failures: 3, sinceMs: nowMs - 12_000 } as const
    return {
      ...{ id, latitude: at?.latitude ?? 0, longitude: at?.longitude ?? 0, reach: 'url' },
      drain: place.drains[id] ?? null,
      weight: place.weights[id]?.weight ?? 1,
      weightMark: place.weights[id] ?? null,
      ...{ read: isOpen ? open : closed, write: closed },
      ...{ rttMs: rttMs(city, id), samples: 40, rttUpdatedMs: nowMs, toPrimaryMs: rttMs(id, PRIMARY) },
      pressureMs: 0,
      standing: {
        ...{ role: id === PRIMARY ? 'primary' : 'replica', timeline: 1, lsn: '0/3A5B000' },
        ...{ ageMs: id === PRIMARY ? 0 : rttMs(id, PRIMARY) / 2, seenMs: nowMs },
      },
    }
  }

  return {
    ...{ overlay, world, converge, change, whatIf },
    history: (): readonly HistoryEntry[] => entries,
    /** Its circuit for reads opens in every city; undefined: all are well. */
    break: (region: string | undefined) => {
      unwell = region
    },
  }
}

const PATHS = ['/api/products', '/api/products?page=2', '/api/orders/0199aa3e-4b1c-7c3e-9a57-0c1f52ab77d1']

function epochOf({ revision }: Overlay): string {
  return revision === 0 ? CONFIG : `${CONFIG}.${revision}`
}

function nearest(city: string, { drains }: Overlay): string {
  const open = REGION_IDS.filter((id) => !drains[id])
  return open.toSorted((a, b) => rttMs(city, a) - rttMs(city, b))[0] ?? PRIMARY
}

function apply(
  before: Overlay,
  change: WhatIfRequest['change'],
  mark: Mark,
  entries: readonly HistoryEntry[],
): Overlay {
  const after = { ...before, revision: before.revision + 1 }
  switch (change.action) {
    case 'drain':
      return { ...after, drains: { ...before.drains, [change.region]: mark } }
    case 'restore': {
      const without = (all: Readonly<Record<string, unknown>>) =>
        Object.fromEntries(Object.entries(all).filter(([id]) => id !== change.region))
      return {
        ...after,
        drains: without(before.drains) as Overlay['drains'],
        weights: without(before.weights) as Overlay['weights'],
      }
    }
    case 'weight':
      return {
        ...after,
        weights: { ...before.weights, [change.region]: { ...mark, weight: change.weight } },
      }
    case 'undo':
      return { ...(entries[1]?.overlay ?? EMPTY_OVERLAY), revision: after.revision }
    default:
      return after
  }
}

function judge({ drains }: Overlay): readonly Finding[] {
  const left = REGION_IDS.filter((id) => !drains[id])
  const message = `None of ${REGION_IDS.join(', ')} would be left to serve; at least one was expected.`
  if (left.length === 0) return [{ rule: 'last-region', forceable: false, message }]
  return drains[PRIMARY]
    ? [
        {
          rule: 'primary',
          forceable: true,
          message: `${PRIMARY} holds the primary: requests that must be answered beside it have no other way.`,
        },
      ]
    : []
}

/** Mulberry32: the same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A small world of virtual time and seeded chance: clients, regions and what a gateway's isolate makes of them. */
import { kindOf } from '../../../worker/resilience/usual.ts'
import { createHealthStore, type HealthStore } from '../../../worker/upstream/health-store.ts'
import { createRandom, type Random } from '../../faults/random.ts'

export type WorldRegion = {
  readonly rttMs: (atMs: number, random: Random) => number
  /** What the region itself adds to the work of a route. */
  readonly lateMs?: (atMs: number) => number
  /** From when until when nothing leaves the region. */
  readonly stall?: readonly [fromMs: number, untilMs: number]
  /** Answers with 429 then. */
  readonly refuses?: (atMs: number) => boolean
}

export type World = {
  readonly seed: number
  readonly untilMs: number
  readonly regions: Readonly<Record<string, WorldRegion>>
  /** Clients that ask again as soon as they are answered and have thought. */
  readonly clients: number
  readonly thinkMs: number
  /** The path of the next request, and how long a region usually works on it. */
  readonly route?: (atMs: number, random: Random) => readonly [path: string, ownMs: number]
  readonly store?: HealthStore
}

export type Asked = {
  readonly atMs: number
  /** That answered. */
  readonly region: string
  readonly tookMs: number
}

const PER_TRY_MS = 2000
/** As the runtime's: a connection is closed after so long without use. */
const IDLE_TIMEOUT_MS = 5000
const COLD_ROUNDS = 2

/** @returns every request that was answered, in the order of their answers. */
export function live(world: World): readonly Asked[] {
  const random = createRandom(world.seed)
  const store = world.store ?? createHealthStore(() => 0)
  const ids = Object.keys(world.regions)
  const free = new Map(ids.map((id) => [id, [] as number[]]))
  const asked: Asked[] = []
  const agenda: { readonly atMs: number; readonly run: (nowMs: number) => void }[] = []
  const at = (atMs: number, run: (nowMs: number) => void) => {
    const place = agenda.findIndex((other) => other.atMs > atMs)
    agenda.splice(place === -1 ? agenda.length : place, 0, { atMs, run })
  }

  function begin(nowMs: number): void {
    const [path, ownMs] = world.route?.(nowMs, random) ?? ['/api/products', random.between(1, 4)]
    const pressures = store.pressures(nowMs)
    const unwell = store.unwell('read')
    const cost = (id: string) =>
      (unwell.has(id) ? 1e6 : 0) + (store.estimates.get(id)?.rttMs ?? 100) + (pressures.get(id) ?? 0)
    const order = ids.toSorted((a, b) => cost(a) - cost(b))
    attempt(order, { path, ownMs, beganMs: nowMs }, nowMs)
  }

  function attempt(
    [id, ...others]: readonly string[],
    request: { readonly path: string; readonly ownMs: number; readonly beganMs: number },
    sentMs: number,
  ): void {
    const region = id === undefined ? undefined : world.regions[id]
    if (id === undefined || !region) {
      at(sentMs + world.thinkMs, begin)
      return
    }
    const kind = kindOf('GET', request.path)
    const isWarm = store.sent(id, kind, sentMs)
    const refused = region.refuses?.(sentMs) ?? false
    const ownMs = refused ? 1 : request.ownMs + (region.lateMs?.(sentMs) ?? 0)
    const idle = free.get(id) ?? []
    const lastMs = idle.pop()
    const rounds = lastMs !== undefined && sentMs - lastMs < IDLE_TIMEOUT_MS ? 1 : COLD_ROUNDS
    const rttMs = Math.round(rounds * region.rttMs(sentMs, random))
    const dueMs = sentMs + rttMs + ownMs
    const [fromMs, untilMs] = region.stall ?? [0, 0]
    const endMs = dueMs > fromMs && sentMs < untilMs ? Math.max(dueMs, untilMs) : dueMs
    if (endMs - sentMs > PER_TRY_MS && others.length > 0) {
      at(sentMs + PER_TRY_MS, (nowMs) => {
        store.timedOut(id, kind, PER_TRY_MS, nowMs)
        attempt(others, request, nowMs)
      })
      return
    }
    at(endMs, (nowMs) => {
      const workedMs = ownMs + (endMs - dueMs)
      idle.push(nowMs)
      store.answered(id, nowMs - sentMs - workedMs, nowMs, isWarm)
      store.sawRead(id, refused, nowMs)
      if (!refused) {
        store.answeredRead(id, kind, nowMs - sentMs < PER_TRY_MS, nowMs)
        store.worked(id, kind, workedMs, nowMs)
      }
      asked.push({ atMs: request.beganMs, region: id, tookMs: nowMs - request.beganMs })
      probe(nowMs)
      at(nowMs + world.thinkMs, begin)
    })
  }

  function probe(nowMs: number): void {
    for (const id of store.takeDueProbes(ids, nowMs)) {
      const rounds = [1, 2].map(() => world.regions[id]?.rttMs(nowMs, random) ?? 0)
      const bestMs = Math.round(Math.min(...rounds))
      at(nowMs + 3 * bestMs, (thenMs) => store.probed(id, bestMs, thenMs))
    }
  }

  for (let client = 0; client < world.clients; client++) at(random.int(world.thinkMs + 1), begin)
  for (let next = agenda.shift(); next && next.atMs < world.untilMs; next = agenda.shift())
    next.run(next.atMs)
  return asked
}

/** @returns the share of requests begun from `fromMs` until `untilMs` that the region answered. */
export function shareOf(
  asked: readonly Asked[],
  region: string,
  fromMs: number,
  untilMs = Number.POSITIVE_INFINITY,
): number {
  const begun = asked.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
  return begun.filter((each) => each.region === region).length / begun.length
}

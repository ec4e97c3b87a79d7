import { describe, expect, it } from 'vitest'
import { EMPTY_OVERLAY, type Mark, type Overlay } from '../../../protocol/operators/overlay.ts'
import type { IsolateView, Receipt, RegionView, World } from '../../../protocol/operators/status.ts'
import { steeringOf } from '../../../worker/overlay/steering.ts'
import { whatIf } from '../../../worker/routing/whatif.ts'
import { config as meshConfig } from './fixtures.ts'

const config = meshConfig()

const NOW = 1_000_000
const mark: Mark = { by: 'ana', atMs: 0, why: 'test' }
const drained = (...ids: string[]): Partial<Overlay> => ({
  drains: Object.fromEntries(ids.map((id) => [id, mark])),
})
const weighted = (id: string, weight: number): Partial<Overlay> => ({
  weights: { [id]: { ...mark, weight } },
})

function ask(world: Partial<World>, after: Partial<Overlay>, before: Partial<Overlay> = {}) {
  const steering = (overlay: Partial<Overlay>) =>
    steeringOf(config, { ...EMPTY_OVERLAY, revision: 1, ...overlay }, NOW)
  const whole = { atMs: NOW, views: [mumbai], receipts: [], ...world }
  return whatIf(whole, { config, before: steering(before), after: steering(after) })
}

type Seen = Readonly<Record<'iad' | 'bom' | 'fra', Partial<RegionView>>>
function view(colo: string, seen: Seen): IsolateView {
  const closed = { state: 'closed', failures: 0, sinceMs: null } as const
  return {
    ...{ colo, isolate: colo, startedMs: 0, atMs: NOW, epoch: 'e', primary: 'iad', timeline: 1 },
    overlay: { revision: 0, source: 'none', readMs: null, unknown: [] },
    ...{ pins: [], retryBudget: 1, requests: 1, unanswered: 0 },
    regions: config.regions.map(({ id, latitude, longitude }) => ({
      ...{ id, latitude, longitude, reach: 'url', drain: null, weight: 1, weightMark: null },
      ...{ read: closed, write: closed, rttMs: null, samples: 1, rttUpdatedMs: NOW, toPrimaryMs: null },
      ...{ pressureMs: 0, standing: null },
      ...seen[id as keyof Seen],
    })),
  }
}

const mumbai = view('BOM', {
  iad: { rttMs: 190 },
  bom: { rttMs: 2, toPrimaryMs: 188 },
  fra: { rttMs: 110, toPrimaryMs: 90 },
})

function receipt(more: Partial<Receipt> = {}): Receipt {
  return {
    ...{ atMs: NOW - 1000, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', colo: 'BOM', country: 'IN' },
    ...{ continent: 'AS', asn: 55836, method: 'GET', path: '/api/products', intent: 'read', status: 200 },
    ...{ region: 'bom', reason: 'nearest', data: 'local', replay: null, failedTries: 0, epoch: 'e' },
    ...{ totalMs: 16, parts: { client: 10, net: 3, app: 1, db: 2 }, floorMs: 0, alt: null },
    ...more,
  }
}

const write = receipt({
  ...{ method: 'POST', path: '/api/orders', intent: 'write', totalMs: 204 },
  parts: { client: 10, net: 3, app: 1, db: 2, wan: 188 },
})

describe('what if', () => {
  it('W290 a read that moves takes what it took, the way there changed for that to the new region', () => {
    const answer = ask({ receipts: [receipt(), receipt({ totalMs: 20, atMs: NOW - 5000 })] }, drained('bom'))
    expect(answer).toEqual({
      ...{ requests: 2, leftOut: 0, fromMs: NOW - 5000, toMs: NOW - 1000 },
      moves: [
        {
          ...{ colo: 'BOM', intent: 'read', from: 'bom', to: 'fra', requests: 2, source: 'learned' },
          before: { p50: 16, p95: 20 },
          after: { p50: 16 - 3 + 110, p95: 20 - 3 + 110 },
        },
      ],
      load: { iad: { before: 0, after: 0 }, bom: { before: 2, after: 0 }, fra: { before: 0, after: 2 } },
      before: { p50: 16, p95: 20 },
      after: { p50: 123, p95: 127 },
    })
  })

  it('W290 what is in force already, pins and open circuits, counts without the change and with it', () => {
    const ill = view('BOM', {
      iad: { rttMs: 190 },
      bom: { rttMs: 2 },
      fra: { rttMs: 110, read: { state: 'open', failures: 3, sinceMs: 0 } },
    })
    const receipts = [receipt()]
    expect(ask({ receipts, views: [ill] }, drained('bom')).moves).toMatchObject([{ from: 'bom', to: 'iad' }])
    expect(ask({ receipts }, drained('fra', 'bom'), drained('fra')).moves).toMatchObject([
      { from: 'bom', to: 'iad' },
    ])
    expect(ask({ receipts }, {}, drained('bom')).moves).toMatchObject([
      { from: 'fra', to: 'bom', before: { p50: 123 }, after: { p50: 16 } },
    ])
    const pinned = { pins: [{ ...mark, id: 'p1', match: { country: ['IN'] }, to: 'iad' }] }
    expect(ask({ receipts }, { ...pinned, ...drained('bom') }, pinned).moves).toEqual([])
    expect(ask({ receipts: [receipt({ country: 'LK' })] }, pinned).moves).toEqual([])
  })

  it('W291 a write that moves takes another way on to the primary, too', () => {
    const { moves } = ask({ receipts: [write] }, drained('bom'))
    expect(moves).toMatchObject([{ to: 'iad', before: { p50: 204 }, after: { p50: 204 - 3 - 188 + 190 } }])
    const both = ask({ receipts: [write] }, drained('bom', 'iad'))
    expect(both.moves).toMatchObject([{ to: 'fra', after: { p50: 204 - 3 - 188 + 110 + 90 } }])
  })

  it('W292 a way that the colo has not measured is guessed by the map, and said to be', () => {
    const cold = view('BOM', { iad: {}, bom: { rttMs: 2 }, fra: {} })
    const [move] = ask({ receipts: [receipt()], views: [cold] }, drained('bom')).moves
    expect(move).toMatchObject({ from: 'bom', to: 'fra', source: 'prior' })
    // Twice the 6,600 km in fibre, and something for detours.
    expect(move?.after.p50).toSatisfy((ms: number) => ms > 13 + 65 && ms < 13 + 130)
  })

  it('W292 what no region answered, and colos that have measured nothing, are left out and counted', () => {
    const nothing = view('GRU', { iad: {}, bom: {}, fra: {} })
    const receipts = [
      receipt(),
      receipt({ region: null, status: 503 }),
      receipt({ colo: 'GRU' }),
      receipt({ colo: 'SYD' }),
    ]
    expect(ask({ receipts, views: [nothing, mumbai] }, {})).toMatchObject({ requests: 1, leftOut: 3 })
    const none = { p50: null, p95: null }
    expect(ask({}, {})).toMatchObject({ requests: 0, fromMs: null, toMs: null, before: none, after: none })
  })

  const many = Array.from({ length: 500 }, (_, index) =>
    receipt({ traceId: index.toString(16).padStart(32, '0') }),
  )

  it('W293 a weight moves its share of the requests, and its end brings those back', () => {
    const { load, moves } = ask({ receipts: many }, weighted('bom', 0.25))
    expect(load.bom?.after).toSatisfy((left: number) => Math.abs(left / 500 - 0.25) < 0.06)
    expect(moves).toMatchObject([{ from: 'bom', to: 'fra', requests: 500 - (load.bom?.after ?? 0) }])

    // Which of them moves is seen by where it was answered: what the weight let through stays.
    const back = (region: string) => {
      const answered = many.map((one) => ({ ...one, region }))
      return ask({ receipts: answered }, {}, weighted('bom', 0.25)).moves[0]?.requests ?? 0
    }
    expect(back('fra')).toBeGreaterThan(470)
    expect(back('bom')).toBeLessThan(25)
  })

  it('W294 a request that a region sent on to the primary’s stays where it was answered', () => {
    const replayed = receipt({ region: 'iad', replay: 'interactive', totalMs: 400 })
    const { moves, load, after } = ask({ receipts: [replayed] }, drained('bom', 'iad'))
    expect({ moves, iad: load.iad, after }).toEqual({
      ...{ moves: [], iad: { before: 1, after: 1 } },
      after: { p50: 400, p95: 400 },
    })
  })
})

import { expect, it } from 'vitest'
import { EMPTY_OVERLAY, type Overlay } from '../../../protocol/operators/overlay.ts'
import { isolateView } from '../../../worker/admin/status.ts'
import type { OverlaySource } from '../../../worker/overlay/overlay-source.ts'
import { createSteer } from '../../../worker/overlay/steer.ts'
import { createIsolate } from '../../../worker/telemetry/isolate.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'
import { config } from './fixtures.ts'

const MARK = { by: 'ana', atMs: 500, why: 'kernel' }
const OVERLAY: Overlay = {
  ...EMPTY_OVERLAY,
  revision: 7,
  drains: { fra: MARK, gone: MARK },
  weights: { bom: { ...MARK, weight: 0.25 }, iad: { ...MARK, weight: 0.5, untilMs: 900 } },
  pins: [{ ...MARK, id: 'p1', match: { country: ['IN'] }, to: 'lost' }],
}

function view(overlay: Overlay, prepare: (store: ReturnType<typeof createHealthStore>) => void = () => {}) {
  const mesh = config()
  const store = createHealthStore()
  prepare(store)
  const source: OverlaySource = {
    current: () => overlay,
    state: () => ({ revision: overlay.revision, source: 'fresh', readMs: 950 }),
    refresh: async () => {},
  }
  const known = { config: mesh, overlay: source, steer: createSteer(mesh, source), store }
  return isolateView({ ...known, isolate: createIsolate('i1', 400) }, { colo: 'BOM' }, 1000)
}

const region = (of: ReturnType<typeof view>, id: string) => of.regions.find((each) => each.id === id)

it('W275 an isolate tells what operators have put in force, by whom, and what has no effect', () => {
  const told = view(OVERLAY)
  expect(told).toMatchObject({
    ...{ colo: 'BOM', isolate: 'i1', startedMs: 400, atMs: 1000, epoch: `${config().epoch}.7-1` },
    overlay: { revision: 7, source: 'fresh', readMs: 950, unknown: ['gone', 'lost'] },
    ...{ pins: [], requests: 0, unanswered: 0, retryBudget: 1 },
  })
  expect(region(told, 'fra')).toMatchObject({ drain: MARK, weight: 1, weightMark: null })
  expect(region(told, 'bom')).toMatchObject({ drain: null, weight: 0.25, weightMark: MARK })
  // Its end has come.
  expect(region(told, 'iad')).toMatchObject({ weight: 1, weightMark: null })
})

it('W276 an isolate tells what it knows of each region, and null where it knows nothing', () => {
  const told = view(EMPTY_OVERLAY, (store) => {
    store.probed('bom', 2.5, 800)
    const position = { timeline: 2, lsn: 0x1a2bn }
    store.stands('bom', { role: 'replica', position, ageMs: 12 }, 810)
    store.stands('iad', { role: 'primary', position, ageMs: undefined }, 820)
    store.reachedPrimary('bom', 210, 830)
    for (const nowMs of [901, 902, 903]) store.failed('iad', nowMs)
    for (const nowMs of [904, 905, 906]) store.failedToWrite('bom', nowMs)
    store.mayRetry()
  })
  expect(told).toMatchObject({ primary: 'iad', timeline: 2, retryBudget: 0.99 })
  expect(region(told, 'bom')).toMatchObject({
    ...{ reach: 'url', rttMs: 2.5, samples: 1, rttUpdatedMs: 800, toPrimaryMs: 210, pressureMs: 0 },
    read: { state: 'closed', failures: 0, sinceMs: null },
    write: { state: 'open', failures: 0, sinceMs: 906 },
    standing: { role: 'replica', timeline: 2, lsn: '0/1A2B', ageMs: 12, seenMs: 810 },
  })
  expect(region(told, 'iad')).toMatchObject({
    read: { state: 'open', sinceMs: 903 },
    standing: { role: 'primary', ageMs: null },
  })
  expect(region(told, 'fra')).toMatchObject({ rttMs: null, samples: 0, toPrimaryMs: null, standing: null })
})

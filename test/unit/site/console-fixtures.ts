import { EMPTY_OVERLAY } from '../../../protocol/operators/overlay.ts'
import type { IsolateView, Receipt, RegionView } from '../../../protocol/operators/status.ts'
import { MESH } from './fixtures.ts'

/** When the console looks. */
export const NOW_MS = Date.UTC(2026, 10, 24, 12)

const CLOSED = { state: 'closed', failures: 0, sinceMs: null } as const

export function region(id: string, given: Partial<RegionView> = {}): RegionView {
  const place = MESH.regions.find((each) => each.id === id)
  return {
    id,
    latitude: place?.latitude ?? 0,
    longitude: place?.longitude ?? 0,
    reach: 'url',
    drain: null,
    weight: 1,
    weightMark: null,
    read: CLOSED,
    write: CLOSED,
    rttMs: 20,
    samples: 9,
    rttUpdatedMs: NOW_MS,
    toPrimaryMs: null,
    pressureMs: 0,
    standing: null,
    ...given,
  }
}

export function view(colo: string | null, epoch: string, given: Partial<IsolateView> = {}): IsolateView {
  return {
    colo,
    isolate: `of ${colo}`,
    startedMs: NOW_MS - 600_000,
    atMs: NOW_MS - 1000,
    epoch,
    overlay: {
      revision: Number(/\.(\d+)/.exec(epoch)?.[1] ?? EMPTY_OVERLAY.revision),
      source: 'fresh',
      readMs: NOW_MS - 2000,
      unknown: [],
    },
    primary: 'iad',
    timeline: 1,
    regions: MESH.regions.map(({ id }) => region(id)),
    pins: [],
    retryBudget: 1,
    requests: 0,
    unanswered: 0,
    ...given,
  }
}

let made = 0

export function seen(colo: string, to: string | null, given: Partial<Receipt> = {}): Receipt {
  made += 1
  return {
    atMs: NOW_MS - 1000,
    traceId: made.toString(16).padStart(32, '0'),
    colo,
    country: null,
    continent: null,
    asn: null,
    method: 'GET',
    path: '/api/products',
    intent: 'read',
    status: to === null ? 503 : 200,
    region: to,
    reason: 'nearest',
    data: 'local',
    replay: null,
    failedTries: 0,
    epoch: 'aa',
    totalMs: 40,
    parts: {},
    floorMs: null,
    alt: null,
    ...given,
  }
}

/** What an isolate has learned of a mesh, told to its store by the same doors as in service. */
import type { MeshConfig } from '../../worker/config.ts'
import type { HealthStore } from '../../worker/upstream/health-store.ts'
import type { Scenario } from './scenarios.ts'

export const NOW_MS = Date.UTC(2026, 0, 1)
export const TIMELINE = 2
/** Between where a replica stands that lags and where one stands that does not. */
export const BOOKMARK_LSN = 5_000_000n

export function learnAll(store: HealthStore, { regions }: MeshConfig, scenario: Scenario): void {
  const { hasLag, isSteered, isCold } = scenario
  for (const [index, { id }] of regions.entries()) {
    const lags = hasLag && index % 2 === 1
    const position = { timeline: TIMELINE, lsn: lags ? BOOKMARK_LSN - 1000n : 2n * BOOKMARK_LSN }
    const role = index === 0 ? 'primary' : 'replica'
    store.stands(id, { role, position, ageMs: lags ? 4000 : 200 }, NOW_MS - 1000)
    if (isCold) continue
    // In no order, as a table of regions is.
    store.probed(id, 5 + ((index * 61.8034) % 295), NOW_MS - 1000)
    // A region tells its way to the primary with a write, and few are asked for one.
    if (index < 2) store.reachedPrimary(id, 40 * index, NOW_MS - 1000)
    if (isSteered && index % 10 === 0 && index > 0) fail(store, id)
  }
  if (isSteered)
    delay(
      store,
      regions.filter((_, index) => index % 10 === 2),
    )
}

function fail(store: HealthStore, id: string): void {
  for (let failures = 0; failures < 3; failures++) store.failed(id, NOW_MS - 500)
}

/** Its answers come late: first what is usual is learned, then it is missed. */
function delay(store: HealthStore, late: readonly { readonly id: string }[]): void {
  for (let atMs = NOW_MS - 1_000_000; atMs < NOW_MS - 10_000; atMs += 10_000)
    store.worked('aaa', KIND, 5, atMs)
  for (const { id } of late)
    for (let atMs = NOW_MS - 3000; atMs < NOW_MS; atMs += 500) store.worked(id, KIND, 400, atMs)
}

const KIND = 'GET /api/orders'

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
  if (!isCold) answerReads(store, regions, isSteered)
}

function fail(store: HealthStore, id: string): void {
  for (let failures = 0; failures < 3; failures++) store.failed(id, NOW_MS - 500)
}

/** First it is learned what is usual; then each region answers a few reads, some of them late where `areSomeLate`. */
function answerReads(
  store: HealthStore,
  regions: readonly { readonly id: string }[],
  areSomeLate: boolean,
): void {
  for (const { id } of regions.slice(0, 1))
    for (let atMs = NOW_MS - 20_000; atMs < NOW_MS - 10_000; atMs += 500) store.worked(id, KIND, 5, atMs)
  for (const [index, { id }] of regions.entries())
    for (let atMs = NOW_MS - 3000; atMs < NOW_MS; atMs += 500)
      store.worked(id, KIND, areSomeLate && index % 10 === 2 ? 400 : 5, atMs)
}

const KIND = 'GET /api/orders'

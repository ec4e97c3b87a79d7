/** Asks regions that no traffic has reached lately how far they are and whether they serve: signed `GET /readyz`. */
import { FORWARDED, POSITION, SERVER_TIMING } from '../../protocol/headers.ts'
import { parseStanding } from '../../protocol/position.ts'
import { parseServerTiming, REGION_METRICS, sumMetrics } from '../../protocol/server-timing.ts'
import type { SigningKey } from '../../protocol/signature.ts'
import type { MeshConfig, RegionConfig } from '../config.ts'
import { attempt } from './attempt.ts'
import { NO_BODY } from './body.ts'
import type { HealthStore } from './health-store.ts'
import type { Reach, Send } from './reach.ts'

/**
 * Run it after the answer, in `waitUntil`.
 * @returns undefined where none is due; else what never rejects.
 */
export function probeDue(
  config: MeshConfig,
  store: HealthStore,
  keyOf: (regionId: string) => SigningKey,
  reach: Reach,
): Promise<unknown> | undefined {
  const ids = store.takeDueProbes(
    config.regions.map(({ id }) => id),
    Date.now(),
  )
  if (ids.length === 0) return undefined
  const due = config.regions.filter(({ id }) => ids.includes(id))
  const { perTryMs } = config.timeouts
  return Promise.all(due.map((region) => probe(region, perTryMs, store, keyOf(region.id), reach(region))))
}

async function probe(
  region: RegionConfig,
  timeoutMs: number,
  store: HealthStore,
  key: SigningKey,
  send: Send,
): Promise<void> {
  let rttMs = Number.POSITIVE_INFINITY
  for (let round = 1; round <= ROUNDS; round++) {
    const result = await attempt({
      region,
      send,
      intent: 'read',
      method: 'GET',
      url: 'https://gateway/readyz',
      headers: new Map([[FORWARDED, 'for=_gateway']]),
      inbound: { headers: new Headers(), fields: new Map() },
      body: NO_BODY,
      key,
      timeoutMs,
      clientGone: undefined,
    })
    if (result.kind === 'failure') return store.failed(region.id, Date.now())
    // Also one that is not ready says where it stands.
    const standing = parseStanding(result.response.headers.get(POSITION))
    if (standing) store.stands(region.id, standing, Date.now())
    await result.response.body?.cancel()
    if (!result.response.ok) return store.failed(region.id, Date.now())
    const metrics = parseServerTiming(result.response.headers.get(SERVER_TIMING))
    rttMs = Math.min(rttMs, result.elapsedMs - sumMetrics(metrics, REGION_METRICS))
  }
  store.probed(region.id, rttMs, Date.now())
}

/** A connection that was idle is cold: the first request pays for it, the second one tells the distance. */
const ROUNDS = 2

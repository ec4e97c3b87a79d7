/** Walks a plan: tries its regions in turn until one answers, and follows one replay. */
import { parseReplay, REPLAY, SERVER_TIMING } from '../../protocol/headers.ts'
import type { Intent } from '../../protocol/intent.ts'
import {
  describeRoundTrips,
  parseServerTiming,
  REGION_METRICS,
  sumMetrics,
} from '../../protocol/server-timing.ts'
import type { SigningKey } from '../../protocol/signature.ts'
import type { MeshConfig, RegionConfig } from '../config.ts'
import { tryTimeoutMs } from '../resilience/deadline.ts'
import type { Plan } from '../routing/plan.ts'
import { attempt } from './attempt.ts'
import type { RequestBody } from './body.ts'
import type { HealthStore } from './health-store.ts'
import type { AttemptFailure, Outcome } from './outcome.ts'

export type Upstream = {
  readonly config: MeshConfig
  readonly store: HealthStore
  readonly keyOf: (regionId: string) => SigningKey
  readonly request: Request
  /** For every region the same; see request-headers.ts. */
  readonly headers: Headers
  readonly body: RequestBody
}

/** How a region describes a `wan` that tells the way to the primary. */
const ONE_ROUND_TRIP = describeRoundTrips(1)
/** Answers that say: not here, not now. A read goes on to the next region. */
const TRY_ELSEWHERE = [502, 503, 504]

export async function execute(plan: Plan, upstream: Upstream): Promise<Outcome> {
  const { store, body } = upstream
  const startedMs = Date.now()
  const failures: AttemptFailure[] = []
  for (const [index, { region }] of plan.attempts.entries()) {
    if (index > 0 && !(body.isRepeatable && store.mayRetry())) break
    const hasNext = index + 1 < plan.attempts.length && body.isRepeatable
    const outcome = await tryRegion(upstream, region, plan.intent, startedMs, !hasNext)
    if (outcome.kind === 'failure') {
      failures.push(outcome.failure)
      if (outcome.failure.cause === 'client') break
      continue
    }
    const { response } = outcome
    if (hasNext && TRY_ELSEWHERE.includes(response.status)) {
      store.failed(region.id, Date.now())
      failures.push({ regionId: region.id, cause: 'refused', status: response.status })
      await response.body?.cancel()
      continue
    }
    if (parseReplay(response.headers.get(REPLAY)))
      return replay(plan, upstream, region, response, startedMs, failures)
    return {
      kind: 'answered',
      region,
      intent: plan.intent,
      replayed: false,
      failures,
      ...outcome.answer,
      response,
    }
  }
  return { kind: 'unavailable', intent: plan.intent, failures }
}

async function replay(
  plan: Plan,
  upstream: Upstream,
  from: RegionConfig,
  response: Response,
  startedMs: number,
  failures: readonly AttemptFailure[],
): Promise<Outcome> {
  await response.body?.cancel()
  const home = upstream.config.regions.find(({ id }) => id === upstream.config.primary)
  if (!home || home.id === from.id) return { kind: 'replay-loop', regionId: from.id }
  if (!plan.allowsHome) return { kind: 'replay-not-allowed', regionId: from.id }
  if (!upstream.body.isRepeatable) return { kind: 'not-repeatable' }
  const outcome = await tryRegion(upstream, home, 'write', startedMs, true)
  if (outcome.kind === 'failure') {
    return { kind: 'unavailable', intent: 'write', failures: [...failures, outcome.failure] }
  }
  if (parseReplay(outcome.response.headers.get(REPLAY))) {
    await outcome.response.body?.cancel()
    return { kind: 'replay-loop', regionId: home.id }
  }
  return {
    kind: 'answered',
    region: home,
    intent: 'write',
    replayed: true,
    failures,
    ...outcome.answer,
    response: outcome.response,
  }
}

/** One try, its timeout set and what it teaches about the region written down. */
async function tryRegion(
  upstream: Upstream,
  region: RegionConfig,
  intent: Intent,
  startedMs: number,
  isLast: boolean,
) {
  const { config, store, request, headers, body } = upstream
  const timeoutMs = tryTimeoutMs(config.timeouts, Date.now() - startedMs, isLast)
  // No time is left to ask: that says nothing about the region.
  if (timeoutMs <= 0)
    return { kind: 'failure' as const, failure: { regionId: region.id, cause: 'timeout' as const } }
  const result = await attempt({
    region,
    intent,
    method: request.method,
    url: request.url,
    headers,
    body,
    key: upstream.keyOf(region.id),
    timeoutMs,
    clientGone: intent === 'read' ? request.signal : undefined,
  })
  const nowMs = Date.now()
  if (result.kind === 'failure') {
    if (result.failure.cause !== 'client') store.failed(region.id, nowMs)
    return result
  }
  const metrics = parseServerTiming(result.response.headers.get(SERVER_TIMING))
  const answer = {
    tryMs: result.elapsedMs,
    regionMs: sumMetrics(metrics, REGION_METRICS),
    wanMs: sumMetrics(metrics, ['wan']),
  }
  if (!TRY_ELSEWHERE.includes(result.response.status)) {
    store.answered(region.id, body.isRepeatable ? answer.tryMs - answer.regionMs : undefined, nowMs)
    const wan = metrics.find(({ name }) => name === 'wan')
    if (wan?.desc === ONE_ROUND_TRIP && wan.durMs) store.reachedPrimary(region.id, wan.durMs, nowMs)
  }
  return { kind: 'answer' as const, response: result.response, answer }
}

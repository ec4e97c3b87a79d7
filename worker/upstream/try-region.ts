/** One try of a region: its timeout set, its answer sorted, and what it teaches about the region written down. */
import { IDEMPOTENCY_KEY, POSITION, parseReplay, REPLAY, SERVER_TIMING } from '../../protocol/headers.ts'
import { parseStanding } from '../../protocol/position.ts'
import {
  describeRoundTrips,
  type Metric,
  parseServerTiming,
  REGION_METRICS,
  sumMetrics,
} from '../../protocol/server-timing.ts'
import type { SigningKey } from '../../protocol/signature.ts'
import type { MeshConfig } from '../config.ts'
import type { RequestFacts } from '../facts.ts'
import { type Fields, fieldsOf } from '../fields.ts'
import { kindOf } from '../resilience/usual.ts'
import { type AttemptResult, attempt } from './attempt.ts'
import type { RequestBody } from './body.ts'
import type { BookmarkKeys } from './bookmark-keys.ts'
import { fence } from './fence.ts'
import type { HealthStore } from './health-store.ts'
import type { Try, TryAnswer, TryResult } from './outcome.ts'
import type { Reach } from './reach.ts'

export type Upstream = {
  readonly config: MeshConfig
  readonly store: HealthStore
  readonly keyOf: (regionId: string) => SigningKey
  readonly reach: Reach
  readonly bookmarkKeys: BookmarkKeys
  readonly request: Request
  readonly facts: RequestFacts
  /** Of the request, as a URL is written. */
  readonly url: string
  /** Its headers as the client sent them. */
  readonly inbound: Fields
  /** For every region the same, see request-headers.ts; a write's key joins them where the client sent none. */
  readonly headers: Map<string, string>
  readonly body: RequestBody
}

/** How a region describes a `wan` that tells the way to the primary. */
const ONE_ROUND_TRIP = describeRoundTrips(1)
/** What a region spends without waiting: neither for a bookmark's data nor for the primary. */
const OWN_METRICS = ['app', 'db'] as const
const TRY_ELSEWHERE = [502, 503, 504]
const TOO_MANY_REQUESTS = 429

export async function tryRegion(upstream: Upstream, wanted: Try): Promise<TryResult> {
  const { store, request, facts, headers, body } = upstream
  const { region, intent, timeoutMs, signal = request.signal } = wanted
  if (intent === 'write' && !headers.get(IDEMPOTENCY_KEY)) headers.set(IDEMPOTENCY_KEY, crypto.randomUUID())
  const kind = kindOf(facts.method, facts.path)
  const isWarm = store.sent(region.id, intent === 'read' ? kind : undefined, Date.now())
  const result = await attempt({
    region,
    send: upstream.reach(region),
    intent,
    method: facts.method,
    url: upstream.url,
    headers,
    inbound: { headers: request.headers, fields: upstream.inbound },
    body,
    key: upstream.keyOf(region.id),
    timeoutMs,
    clientGone: intent === 'read' ? signal : undefined,
  })
  const nowMs = Date.now()
  if (result.kind === 'failure') {
    noteFailure(store, kind, result, nowMs)
    return result
  }
  const { response } = result
  const fields = fieldsOf(response.headers)
  const standing = parseStanding(fields.get(POSITION))
  if (standing) store.stands(region.id, standing, nowMs)
  const metrics = parseServerTiming(fields.get(SERVER_TIMING))
  const regionMs = sumMetrics(metrics, REGION_METRICS)
  const answer = {
    response,
    fields,
    region,
    intent,
    tryMs: result.elapsedMs,
    regionMs,
    wanMs: sumMetrics(metrics, ['wan']),
    metrics,
  }
  if (TRY_ELSEWHERE.includes(response.status)) {
    if (intent === 'write') store.failedToWrite(region.id, nowMs)
    // A write that is refused with 503 was not done, say the regions; the others leave it open.
    const cause = intent === 'write' && response.status !== 503 ? 'lost' : 'refused'
    return {
      kind: 'elsewhere',
      answer,
      failure: { regionId: region.id, intent, cause, status: response.status },
    }
  }
  store.answered(region.id, body.isRepeatable ? answer.tryMs - regionMs : undefined, nowMs, isWarm)
  const reason = parseReplay(fields.get(REPLAY))
  if (reason) {
    await response.body?.cancel()
    return { kind: 'replay', reason }
  }
  if (intent === 'write' && fence(upstream, region, response, standing)) {
    await response.body?.cancel()
    store.failedToWrite(region.id, nowMs)
    return {
      kind: 'failure',
      failure: { regionId: region.id, intent, cause: 'fenced', status: response.status },
    }
  }
  if (intent === 'write') store.wrote(region.id)
  if (intent === 'read') noteRead(upstream, kind, answer, nowMs)
  noteWay(store, region.id, metrics, nowMs)
  return { kind: 'answer', answer }
}

function noteFailure(
  store: HealthStore,
  kind: string,
  { failure: { regionId, intent, cause }, elapsedMs }: Extract<AttemptResult, { kind: 'failure' }>,
  nowMs: number,
): void {
  if (cause === 'client') return
  // A write that hangs may hang on its way to the primary: the region's reads are no worse for it.
  if (intent === 'write' && cause === 'timeout') {
    store.failedToWrite(regionId, nowMs)
    return
  }
  if (cause === 'timeout') store.timedOut(regionId, kind, elapsedMs, nowMs)
  else store.failed(regionId, nowMs)
}

/** An answer that is none, such as a 404, tells nothing of how long the route's work takes. */
function noteRead(
  { store, config }: Upstream,
  kind: string,
  { region: { id }, response, tryMs, metrics }: TryAnswer,
  nowMs: number,
): void {
  const wasRefused = response.status === TOO_MANY_REQUESTS
  store.sawRead(id, wasRefused, nowMs)
  if (!wasRefused && config.hedge) store.took(id, tryMs)
  if (response.status >= 400) return
  store.answeredRead(id, kind, tryMs < config.timeouts.perTryMs, nowMs)
  if (!metrics.some(({ name }) => name === 'app')) return
  store.worked(id, kind, sumMetrics(metrics, OWN_METRICS), nowMs)
}

function noteWay(store: HealthStore, id: string, metrics: readonly Metric[], nowMs: number): void {
  const wan = metrics.find(({ name }) => name === 'wan')
  if (wan?.desc === ONE_ROUND_TRIP && wan.durMs) store.reachedPrimary(id, wan.durMs, nowMs)
}

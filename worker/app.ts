/** The whole request path on one screen: facts -> classify -> decide (rank, plan) -> execute -> answer. */
import { IDEMPOTENCY_KEY, TRACEPARENT } from '../protocol/headers.ts'
import { problemResponse } from '../protocol/problem.ts'
import type { MeshConfig } from './config.ts'
import { decideNow, knowledgeOf } from './decide-now.ts'
import { factsOf } from './facts.ts'
import { fieldsOf } from './fields.ts'
import type { OverlaySource } from './overlay/overlay-source.ts'
import type { Steering } from './overlay/steering.ts'
import { BAD_URL, refuse } from './refuse.ts'
import { dataSourceOf } from './response/answer.ts'
import { failureResponse } from './response/failure.ts'
import { notFound } from './response/not-found.ts'
import { respond } from './response/respond.ts'
import { classify } from './routing/classify.ts'
import { LOT_BYTES, lotOf } from './routing/weights.ts'
import type { Observe } from './telemetry/handled.ts'
import type { Isolate } from './telemetry/isolate.ts'
import type { Report } from './telemetry/report.ts'
import { keepBody } from './upstream/body.ts'
import { execute } from './upstream/execute.ts'
import type { HealthStore } from './upstream/health-store.ts'
import { toldOf } from './upstream/outcome.ts'
import { probeDue } from './upstream/probe.ts'
import type { Reach } from './upstream/reach.ts'
import { requestHeaders } from './upstream/request-headers.ts'
import type { GatewayKeys } from './upstream/signing-keys.ts'
import { TRACE_BYTES, traceIdOf } from './upstream/trace.ts'

export type Gateway = GatewayKeys & {
  readonly config: MeshConfig
  readonly overlay: OverlaySource
  /** What config and overlay together say at a time. */
  readonly steer: (nowMs: number) => Steering
  readonly store: HealthStore
  readonly reach: Reach
  /** @returns {@link RANDOM_BYTES} random bytes, others each time. */
  readonly random: () => Uint8Array
  readonly assets: Fetcher
  readonly observe: Observe
  /** Who this isolate is, and what it has counted. */
  readonly isolate: Isolate
  /** Tells what it sees, where it is time to. Never rejects; run it in `waitUntil`. */
  readonly report: Report
}

/** One request's share of randomness: its trace's ids, and the lot that weights are drawn by. */
export const RANDOM_BYTES = LOT_BYTES + TRACE_BYTES

export async function handle(
  request: Request,
  gateway: Gateway,
  context: ExecutionContext,
): Promise<Response> {
  const { config, store, keyOf, overlay } = gateway
  const url = URL.parse(request.url)
  if (!url) return problemResponse(BAD_URL)
  const inbound = fieldsOf(request.headers)
  const refused = refuse(request, inbound)
  if (refused) return problemResponse(refused)

  const facts = factsOf(request, url, inbound)
  const classified = classify(config, facts)
  if (classified.kind === 'missing') return notFound(request, gateway.assets)

  const beganMs = Date.now()
  const steering = gateway.steer(beganMs)
  const { epoch } = steering
  beside(context, overlay.refresh(beganMs))
  store.requestBegan()
  const random = gateway.random()
  const headers = requestHeaders(inbound, facts, random.subarray(LOT_BYTES))
  const { plan: planned, byDistance } = decideNow(
    classified,
    { facts, headers, lot: lotOf(random), nowMs: beganMs },
    { ...gateway, steering, knowledge: knowledgeOf(store, beganMs) },
  )
  const kept = await keepBody(request, config.replayBodyMaxBytes, config.timeouts.totalMs)
  if (!kept.ok) return failureResponse({ kind: 'body-missing' }, epoch)

  const startedMs = Date.now()
  const execution = execute(planned, {
    ...{ ...gateway, request, facts, inbound, headers },
    ...{ url: url.href, body: kept.body },
  })
  // A client that leaves must tear no write down half-way, nor a read that a region has sent on as one.
  context.waitUntil(execution)
  const outcome = await execution
  beside(context, probeDue(config, store, keyOf, gateway.reach))
  const atMs = Date.now()
  const totalMs = atMs - startedMs
  const answered = outcome.kind === 'answered' ? outcome : undefined
  const data = answered && dataSourceOf(answered.fields)
  const isWrite = 'intent' in outcome && outcome.intent === 'write'
  const idempotencyKey = (isWrite && headers.get(IDEMPOTENCY_KEY)) || undefined
  const { answer, metrics } = respond(
    outcome,
    { inbound, facts, byDistance, planned, steering, data, totalMs, idempotencyKey },
    gateway,
  )
  gateway.observe(
    {
      ...{ atMs, facts, plan: planned, outcome: toldOf(outcome), epoch, data, totalMs },
      regionMetrics: answered?.metrics ?? [],
      traceId: traceIdOf(headers.get(TRACEPARENT) ?? ''),
      status: answer.status,
      edgeMetrics: metrics,
    },
    context,
  )
  return answer
}

function beside(context: ExecutionContext, work: Promise<unknown> | undefined): void {
  if (work) context.waitUntil(work)
}

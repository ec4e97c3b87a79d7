/** The whole request path on one screen: facts -> classify -> rank -> plan -> execute -> answer. */
import { BOOKMARK, IDEMPOTENCY_KEY } from '../protocol/headers.ts'
import { problemResponse } from '../protocol/problem.ts'
import type { MeshConfig } from './config.ts'
import { factsOf } from './facts.ts'
import { refuse } from './refuse.ts'
import { answer, dataSourceOf } from './response/answer.ts'
import { failureResponse } from './response/failure.ts'
import { notFound } from './response/not-found.ts'
import { receipt } from './response/receipt.ts'
import { classify } from './routing/classify.ts'
import { plan } from './routing/plan.ts'
import { primaryOf } from './routing/primary.ts'
import { rank } from './routing/rank.ts'
import { keepBody } from './upstream/body.ts'
import { execute } from './upstream/execute.ts'
import type { HealthStore } from './upstream/health-store.ts'
import { probeDue } from './upstream/probe.ts'
import { requestHeaders } from './upstream/request-headers.ts'
import type { GatewayKeys } from './upstream/signing-keys.ts'
import { waysFor } from './ways.ts'

export type Gateway = GatewayKeys & {
  readonly config: MeshConfig
  readonly store: HealthStore
  readonly assets: Fetcher
}

export async function handle(
  request: Request,
  gateway: Gateway,
  context: ExecutionContext,
): Promise<Response> {
  const { config, store, keyOf } = gateway
  const refused = refuse(request)
  if (refused) return problemResponse(refused)

  const facts = factsOf(request)
  const classified = classify(config, facts)
  if (classified.kind === 'missing') return notFound(request, gateway.assets)

  store.requestBegan()
  const headers = requestHeaders(request.headers, facts, crypto.getRandomValues(new Uint8Array(24)))
  const byDistance = rank(config.regions, facts.position, store.estimates)
  const planned = plan(classified, waysFor(classified.intent, byDistance, headers, gateway, Date.now()))
  const kept = await keepBody(request, config.replayBodyMaxBytes, config.timeouts.totalMs)
  if (!kept.ok) return failureResponse({ kind: 'body-missing' }, config.epoch)

  const startedMs = Date.now()
  const execution = execute(planned, { ...gateway, request, headers, body: kept.body })
  // A client that leaves must not tear a write down half-way; a read ends by the client's own signal.
  context.waitUntil(execution)
  const outcome = await execution
  context.waitUntil(probeDue(config, store, keyOf))
  const isWrite = 'intent' in outcome && outcome.intent === 'write'
  const idempotencyKey = (isWrite && headers.get(IDEMPOTENCY_KEY)) || undefined
  if (outcome.kind !== 'answered') return failureResponse(outcome, config.epoch, idempotencyKey)

  const { response, region, failures } = outcome
  const home = primaryOf(config, store.standings)
  const metrics = receipt({
    ...outcome,
    facts,
    ranking: byDistance,
    primary: config.regions.find(({ id }) => id === home) ?? region,
    isPrimaryKnown: (store.standings.get(home)?.standing.position.timeline ?? 0) >= store.highestTimeline(),
    data: dataSourceOf(response),
    totalMs: Date.now() - startedMs,
    unwell: new Set([...failures.map(({ regionId }) => regionId), ...store.unwell('read')]),
    failedTries: failures.length,
    isFresher: planned.attempts[0]?.reason === 'fresher',
  })
  const wantsCookie = !request.headers.has(BOOKMARK)
  return answer(response, { metrics, epoch: config.epoch, wantsCookie, isWrite, idempotencyKey })
}

/** The whole request path on one screen: facts -> classify -> rank -> plan -> execute -> answer. */
import { problemResponse } from '../protocol/problem.ts'
import type { SigningKey } from '../protocol/signature.ts'
import type { MeshConfig } from './config.ts'
import { factsOf } from './facts.ts'
import { refuse } from './refuse.ts'
import type { Circuit } from './resilience/circuit.ts'
import { answer, dataSourceOf } from './response/answer.ts'
import { failureResponse } from './response/failure.ts'
import { notFound } from './response/not-found.ts'
import { receipt } from './response/receipt.ts'
import { classify } from './routing/classify.ts'
import { plan } from './routing/plan.ts'
import { rank } from './routing/rank.ts'
import { rankForWrite } from './routing/write-way.ts'
import { keepBody } from './upstream/body.ts'
import { execute } from './upstream/execute.ts'
import type { HealthStore } from './upstream/health-store.ts'
import type { AttemptFailure } from './upstream/outcome.ts'
import { probeDue } from './upstream/probe.ts'
import { requestHeaders } from './upstream/request-headers.ts'

export type Gateway = {
  readonly config: MeshConfig
  readonly store: HealthStore
  readonly keyOf: (regionId: string) => SigningKey
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
  const ranking = rank(config.regions, facts.position, store.estimates)
  const ways =
    classified.intent === 'write' ? rankForWrite(ranking, config.primary, store.toPrimary) : ranking
  const planned = plan(classified, ways, store.circuits, config.primary)
  const headers = requestHeaders(request.headers, facts, crypto.getRandomValues(new Uint8Array(24)))
  const kept = await keepBody(request, config.replayBodyMaxBytes, config.timeouts.totalMs)
  if (!kept.ok) return failureResponse({ kind: 'body-missing' }, config.epoch)

  const startedMs = Date.now()
  const execution = execute(planned, { config, store, keyOf, request, headers, body: kept.body })
  // A client that leaves must not tear a write down half-way; a read ends by the client's own signal.
  context.waitUntil(execution)
  const outcome = await execution
  context.waitUntil(probeDue(config, store, keyOf))
  if (outcome.kind !== 'answered') return failureResponse(outcome, config.epoch)

  const { response, region, intent, tryMs, regionMs, wanMs, replayed, failures } = outcome
  const metrics = receipt({
    facts,
    ranking,
    region,
    intent,
    primary: config.regions.find(({ id }) => id === config.primary) ?? region,
    data: dataSourceOf(response),
    totalMs: Date.now() - startedMs,
    tryMs,
    regionMs,
    wanMs,
    unwell: unwellRegions(failures, store.circuits),
    failedTries: failures.length,
    replayed,
  })
  return answer(response, metrics, config.epoch)
}

function unwellRegions(
  failures: readonly AttemptFailure[],
  circuits: ReadonlyMap<string, Circuit>,
): ReadonlySet<string> {
  const open = [...circuits].filter(([, { state }]) => state !== 'closed').map(([id]) => id)
  return new Set([...failures.map(({ regionId }) => regionId), ...open])
}

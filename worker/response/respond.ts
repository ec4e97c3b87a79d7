/** How the walk of a plan ended -> what the client gets, and what it cost. */
import { BOOKMARK, type DataSource } from '../../protocol/headers.ts'
import type { Metric } from '../../protocol/server-timing.ts'
import type { MeshConfig } from '../config.ts'
import type { RequestFacts } from '../facts.ts'
import type { Fields } from '../fields.ts'
import type { Steering } from '../overlay/steering.ts'
import type { Plan } from '../routing/plan.ts'
import { primaryOf } from '../routing/primary.ts'
import type { Ranked } from '../routing/rank.ts'
import type { HealthStore } from '../upstream/health-store.ts'
import type { Outcome } from '../upstream/outcome.ts'
import { answer } from './answer.ts'
import { failureResponse } from './failure.ts'
import { receipt } from './receipt.ts'

export type ResponseContext = {
  /** The fields of the request as the client sent it. */
  readonly inbound: Fields
  readonly facts: RequestFacts
  readonly byDistance: readonly Ranked[]
  readonly planned: Plan
  /** Which data the region says it answered from. */
  readonly data: DataSource | undefined
  readonly totalMs: number
  /** What was in force when it was planned. */
  readonly steering: Steering
  /** The key of a write, with which it may be sent again. */
  readonly idempotencyKey: string | undefined
}

/** @returns the client's answer, and the gateway's part of its receipt. */
export function respond(
  outcome: Outcome,
  context: ResponseContext,
  { config, store }: { readonly config: MeshConfig; readonly store: HealthStore },
): { readonly answer: Response; readonly metrics: readonly Metric[] } {
  const { inbound, facts, byDistance, planned, data, totalMs, idempotencyKey } = context
  const { epoch, drains } = context.steering
  if (outcome.kind !== 'answered')
    return { answer: failureResponse(outcome, epoch, idempotencyKey), metrics: [] }
  const { response, fields, region, failures } = outcome
  const home = primaryOf(config, store.standings)
  const metrics = receipt({
    ...outcome,
    facts,
    ranking: byDistance,
    primary: config.regions.find(({ id }) => id === home) ?? region,
    isPrimaryKnown: (store.standings.get(home)?.standing.position.timeline ?? 0) >= store.highestTimeline(),
    data,
    totalMs,
    isUnwell: (id) =>
      failures.some(({ regionId }) => regionId === id) || drains.has(id) || store.unwellFor.read.has(id),
    failedTries: failures.length,
    isFresher: planned.attempts[0]?.reason === 'fresher',
  })
  const wantsCookie = !inbound.has(BOOKMARK)
  const isWrite = outcome.intent === 'write'
  return {
    answer: answer(response, fields, { metrics, epoch, wantsCookie, isWrite, idempotencyKey }),
    metrics,
  }
}

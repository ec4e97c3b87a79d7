/** A decision -> the same for people. Pure: no I/O, no clock, no randomness. */
import type { Explanation, RegionExplanation } from '../../protocol/operators/explain.ts'
import type { Circuit } from '../resilience/circuit.ts'
import type { AppRequest } from './classify.ts'
import type { Decision, Known } from './decide.ts'
import { placesOf } from './places.ts'
import { sentenceOf } from './sentence.ts'

export type Explained = {
  readonly classified: AppRequest
  readonly decision: Decision
  readonly known: Known
  readonly circuits: ReadonlyMap<string, Circuit>
  /** The colo whose estimates were used; null: the map alone. */
  readonly learnedIn: string | null
  readonly lot: number
  readonly nowMs: number
}

export function explain(explained: Explained): Explanation {
  const { classified, decision, known, learnedIn, lot } = explained
  return {
    kind: 'app',
    epoch: known.steering.epoch,
    learnedIn,
    intent: classified.intent,
    reason: classified.reason,
    retries: classified.retries,
    lot,
    attempts: decision.plan.attempts.map(({ region, reason }) => ({ region: region.id, reason })),
    regions: regionsOf(explained),
  }
}

function regionsOf(explained: Explained): readonly RegionExplanation[] {
  return placesOf(explained.classified, explained.decision.ways).flatMap((place) => {
    const costed = explained.decision.ranking.find(({ region }) => region.id === place.region.id)
    if (!costed) return []
    return {
      id: place.region.id,
      place: place.place ?? null,
      reason: place.reason.kind,
      sentence: sentenceOf(place, costed, explained),
      rttMs: costed.rttMs,
      rttSource: costed.source,
      waitMs: costed.waitMs,
      pressureMs: costed.pressureMs,
      toPrimaryMs: costed.toPrimaryMs ?? null,
      costMs: costed.costMs,
    }
  })
}

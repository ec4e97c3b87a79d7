/** What is known of a request and of the regions -> the plan: the one place where routing is decided. Pure. */
import type { Bookmark } from '../../protocol/bookmark.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { MeshConfig } from '../config.ts'
import type { RequestFacts } from '../facts.ts'
import type { Steering } from '../overlay/steering.ts'
import type { AppRequest } from './classify.ts'
import type { Estimate } from './estimate.ts'
import { rankForRead } from './freshness.ts'
import { matches } from './match.ts'
import type { Ways } from './order.ts'
import { type Plan, plan } from './plan.ts'
import { primaryOf, type Standings } from './primary.ts'
import { type Costed, type Ranked, rank } from './rank.ts'
import { rankForWrite } from './write-way.ts'

/** What one isolate knows of the regions at one time; each map by region id. */
export type Knowledge = {
  readonly estimates: ReadonlyMap<string, Estimate>
  readonly toPrimary: ReadonlyMap<string, Estimate>
  readonly pressures: ReadonlyMap<string, number>
  readonly standings: Standings
  /** The highest timeline that any region ever told. */
  readonly highestTimeline: number
  /** The ids of regions to try last with such a request. */
  readonly unwell: Readonly<Record<Intent, ReadonlySet<string>>>
}

export type Asked = {
  readonly facts: RequestFacts
  /** Those of the request, each verified. */
  readonly bookmarks: readonly Bookmark[]
  /** From 0 to below 1: whom the weights give this request. */
  readonly lot: number
  readonly nowMs: number
}

export type Decision = {
  readonly plan: Plan
  /** What it was made from. */
  readonly ways: Ways
  /** Every region, the shortest way first. */
  readonly byDistance: readonly Ranked[]
  /** Every region, the best way for this request first, whatever steers it. */
  readonly ranking: readonly Costed[]
  /** The id of the primary's region. */
  readonly primary: string
}

/** @param request as classify() has told it of the same facts. */
export function decide(
  request: AppRequest,
  { facts, bookmarks, lot, nowMs }: Asked,
  { config, steering, knowledge }: Known,
): Decision {
  const { standings, toPrimary, highestTimeline } = knowledge
  const primary = primaryOf(config, standings)
  const byDistance = rank(config.regions, facts.position, knowledge.estimates, knowledge.pressures)
  const ranking =
    request.intent === 'write'
      ? rankForWrite(byDistance, primary, toPrimary)
      : rankForRead(byDistance, bookmarks, { standings, primary, highestTimeline, toPrimary, nowMs })
  const ways: Ways = {
    ranking,
    unmarked: request.intent === 'write' ? ranking : byDistance,
    primary,
    unwell: knowledge.unwell[request.intent],
    drained: steering.drains,
    weights: steering.weights,
    pin: steering.pins.find(({ match }) => matches(match, facts)),
    lot,
  }
  return { plan: plan(request, ways), ways, byDistance, ranking, primary }
}

export type Known = {
  readonly config: MeshConfig
  readonly steering: Steering
  readonly knowledge: Knowledge
}

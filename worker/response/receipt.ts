/** What distance cost one request: the gateway's part of `Server-Timing`. Pure: no I/O, no clock, no randomness. */
import type { DataSource, ReplayReason } from '../../protocol/headers.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { Metric } from '../../protocol/server-timing.ts'
import type { RegionConfig } from '../config.ts'
import type { RequestFacts } from '../facts.ts'
import { floorMs } from '../routing/distance.ts'
import type { Ranked } from '../routing/rank.ts'

export type ReceiptInput = {
  readonly facts: RequestFacts
  readonly ranking: readonly Ranked[]
  readonly region: RegionConfig
  readonly primary: RegionConfig
  /** Whether a region of the newest timeline has said that it is that one. */
  readonly isPrimaryKnown: boolean
  /** As the answering region was told. */
  readonly intent: Intent
  /** Where the data came from, as the region says; undefined where it says nothing. */
  readonly data: DataSource | undefined
  /** The whole time in the gateway, in milliseconds. */
  readonly totalMs: number
  /** The answering try alone. */
  readonly tryMs: number
  /** What the region spent itself, and how much of that on the way to the primary. */
  readonly regionMs: number
  readonly wanMs: number
  /** Whether a region would not have answered: it failed just now, its circuit is open, or it is drained. */
  readonly isUnwell: (regionId: string) => boolean
  /** Tries before the answering one. */
  readonly failedTries: number
  /** Why a region asked for a replay, where one did. */
  readonly replay: ReplayReason | undefined
  /** Whether it was sent beside a try that was late, and was quicker. */
  readonly isHedged?: boolean
  /** Whether a nearer region was passed by, for it lacks what the request's bookmark stands for. */
  readonly isFresher: boolean
}

/** @returns `client`, `edge`, `net`, `floor` and `alt`, as far as each is known. */
export function receipt(input: ReceiptInput): readonly Metric[] {
  const { facts, region, totalMs, tryMs, regionMs } = input
  const owner = input.data === 'primary' ? input.primary : region
  // Right after a failover nobody may have said yet where the primary is.
  const isKnown = input.data !== 'primary' || input.isPrimaryKnown
  const floor = isKnown && facts.position ? floorMs(facts.position, owner) : undefined
  return [
    ...(facts.clientRttMs === undefined ? [] : [{ name: 'client', durMs: facts.clientRttMs }]),
    { name: 'edge', durMs: Math.max(0, totalMs - tryMs), ...describeEdge(input) },
    { name: 'net', desc: region.id, durMs: Math.max(0, tryMs - regionMs) },
    ...(floor === undefined ? [] : [{ name: 'floor', desc: owner.id, durMs: floor }]),
    ...alternative(input),
  ]
}

/** What the edge decided that costs something, and why: another region than the nearest, tries before this one. */
function describeEdge({ isFresher, failedTries, replay, isHedged }: ReceiptInput): { desc?: string } {
  const reasons = [
    isFresher ? 'fresher' : [],
    failedTries > 0 ? `${failedTries} failed ${failedTries === 1 ? 'try' : 'tries'}` : [],
    replay ? `replay: ${replay}` : [],
    isHedged ? 'hedged' : [],
  ].flat()
  return reasons.length > 0 ? { desc: reasons.join(', ') } : {}
}

/**
 * What another region would have cost, from this colo's own measurements: no measurement, no claim.
 * A read would have gone to the next-best region. A write has one other way: straight to the primary's region.
 */
function alternative({
  facts,
  ranking,
  region,
  primary,
  isUnwell,
  intent,
  regionMs,
  wanMs,
}: ReceiptInput): readonly Metric[] {
  if (intent === 'write' && region.id === primary.id) return []
  const other = ranking.find(
    ({ source, region: { id } }) =>
      source === 'learned' && id !== region.id && !isUnwell(id) && (intent === 'read' || id === primary.id),
  )
  if (!other) return []
  const durMs = (facts.clientRttMs ?? 0) + other.rttMs + other.pressureMs + regionMs - wanMs
  return [{ name: 'alt', desc: other.region.id, durMs }]
}

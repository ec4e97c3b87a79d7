/** Which regions to try, in which order and why. Pure: no I/O, no clock, no randomness. */
import type { Intent } from '../../protocol/intent.ts'
import type { RegionConfig } from '../config.ts'
import type { AppRequest } from './classify.ts'
import { type Ordered, order, type Ways } from './order.ts'
import type { PlannedAttempt, TryReason } from './reason.ts'

export type Plan = {
  readonly intent: Intent
  /** In the order to try; never empty while the config names an eligible region. */
  readonly attempts: readonly PlannedAttempt[]
  /** Where a read may go as well while its first region has not answered; undefined: nowhere. */
  readonly hedgeTo: RegionConfig | undefined
  /** Where a replay may go, in the order to try where the primary's region does not take it. */
  readonly eligible: readonly RegionConfig[]
  /** Whether a write may be sent again where its outcome is unknown. */
  readonly retries: boolean
}

export function plan(request: AppRequest, ways: Ways): Plan {
  const { intent, retries } = request
  const { ordered, tries } = triesOf(request, ways)
  return {
    intent,
    attempts: tries.map(({ region, reason }) => {
      return { region, reason: reason.kind, isUnwell: ways.unwell.has(region.id) }
    }),
    hedgeTo: intent === 'read' ? hedgeTo(tries, ways) : undefined,
    eligible: ordered.map(({ region }) => region),
    retries,
  }
}

export type Tries = {
  /** Those that the rule lets serve it. */
  readonly ordered: readonly Ordered[]
  /** Of these, those that `via` leaves. */
  readonly willing: readonly Ordered[]
  /** Of these, those that `retries` leaves. */
  readonly tries: readonly Ordered[]
}

export function triesOf(request: AppRequest, ways: Ways): Tries {
  const { intent, via, retries } = request
  const ordered = order(request, ways)
  const willing = via === 'home' ? homeFirst(ordered, ways, intent === 'write') : ordered
  return { ordered, willing, tries: intent === 'read' || retries ? willing : willing.slice(0, 1) }
}

/** Who says where a request goes first does not mean another region; and no region gets more than its weight says. */
function hedgeTo([first, second]: readonly Ordered[], { weights }: Ways): RegionConfig | undefined {
  if (first?.reason.kind !== 'nearest' && first?.reason.kind !== 'fresher') return undefined
  if (second?.reason.kind !== 'next-best' || (weights.get(second.region.id) ?? 1) < 1) return undefined
  return second.region
}

/**
 * A read that must go home goes nowhere else. A write ends at the primary whichever way it takes: while home is unwell
 * it takes another one.
 */
function homeFirst(ordered: readonly Ordered[], { primary, unwell, drained }: Ways, isWrite: boolean) {
  const home = ordered.filter(({ region }) => region.id === primary)
  if (home.length === 0) return []
  const reason = homeReason(unwell.has(primary), drained.has(primary))
  const homely = home.map(({ region }) => ({ region, reason }))
  if (!isWrite) return homely
  const others = ordered.filter(({ region }) => region.id !== primary)
  if (!unwell.has(primary)) return [...homely, ...others]
  const isBetter = ({ reason }: Ordered) => reason.kind !== 'last-resort'
  return [...others.filter(isBetter), ...homely, ...others.filter((one) => !isBetter(one))]
}

function homeReason(isUnwell: boolean, isDrained: boolean): TryReason {
  if (isDrained) return { kind: 'last-resort', why: 'drain' }
  return isUnwell ? { kind: 'last-resort', why: 'circuit' } : { kind: 'home' }
}

/** The regions that a replay may go to, each once: the primary's, as far as is known by then, then the others. */
import type { ReplayReason } from '../../protocol/headers.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { RegionConfig } from '../config.ts'
import type { Plan } from '../routing/plan.ts'
import type { Standings } from '../routing/primary.ts'

export type ReplayRoute = {
  readonly reason: ReplayReason
  /** The region that asked for the replay. */
  readonly from: RegionConfig
  /** Whether the route's rule leaves the primary's region out. */
  readonly isConfined: boolean
  readonly hasNext: () => boolean
  /** What the last region said may have told who the primary is: so this is asked only when the last one has answered. */
  readonly next: () => RegionConfig | undefined
}

export type ReplayInput = {
  readonly plan: Plan
  /** The region that asked for the replay. */
  readonly from: RegionConfig
  readonly reason: ReplayReason
  /** Of the replay. */
  readonly intent: Intent
  /** @returns the id of the primary's region, as it is known at the moment. */
  readonly primary: () => string
  /** What the regions said last: changes along the way. */
  readonly standings: Standings
}

export function replayRoute({ plan, from, reason, intent, primary, standings }: ReplayInput): ReplayRoute {
  const isPrimary = () => standings.get(from.id)?.standing.role === 'primary'
  const wasPrimary = isPrimary()
  const isConfined = !plan.eligible.some(({ id }) => id === primary())
  // What must be written beside the primary is written there or nowhere.
  const isOpen = intent === 'read' || !isConfined
  const others = isOpen ? plan.eligible.filter(({ id }) => id !== from.id) : []
  // What is only too old is there all the same, where nobody has newer.
  const left = reason === 'stale' ? [...others, from] : others
  let mayReturn = isOpen && !wasPrimary && plan.eligible.some(({ id }) => id === from.id)
  const returns = () => mayReturn && isPrimary() && primary() === from.id

  return {
    reason,
    from,
    isConfined,
    hasNext: () => left.length > 0 || returns(),
    next() {
      // Promoted meanwhile.
      if (returns()) {
        mayReturn = false
        return from
      }
      const home = left.findIndex(({ id }) => id === primary())
      return left.splice(Math.max(0, home), 1)[0]
    },
  }
}

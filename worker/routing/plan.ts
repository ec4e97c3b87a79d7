/** Which regions to try, in which order and why. Pure: no I/O, no clock, no randomness. */
import type { Intent } from '../../protocol/intent.ts'
import type { RegionConfig } from '../config.ts'
import type { Circuit } from '../resilience/circuit.ts'
import type { Classified } from './classify.ts'
import type { Ranked } from './rank.ts'

export type PlannedAttempt = {
  readonly region: RegionConfig
  /** `nearest`: the shortest way, for a write as far as the primary. */
  readonly reason: 'nearest' | 'home' | 'next-best' | 'last-resort'
}

export type Plan = {
  readonly intent: Intent
  /** Whether a replay may go to the primary's region. */
  readonly allowsHome: boolean
  /** In the order to try; never empty while the config names an eligible region. A write has one. */
  readonly attempts: readonly PlannedAttempt[]
}

type AppRequest = Extract<Classified, { kind: 'app' }>

/**
 * @param ranking every region, the shortest way first.
 * @param circuits by region id; a region without one counts as closed.
 */
export function plan(
  { intent, via, only }: AppRequest,
  ranking: readonly Ranked[],
  circuits: ReadonlyMap<string, Circuit>,
  primary: string,
): Plan {
  const isAllowed = ({ id }: RegionConfig) =>
    via === 'home' ? id === primary : only === undefined || only.includes(id)
  const isClosed = ({ id }: RegionConfig) => (circuits.get(id)?.state ?? 'closed') === 'closed'
  const allowed = ranking.map(({ region }) => region).filter(isAllowed)
  const first = via === 'home' ? 'home' : 'nearest'
  const attempts: readonly PlannedAttempt[] = [
    ...allowed
      .filter(isClosed)
      .map((region, index) => ({ region, reason: index === 0 ? first : 'next-best' }) as const),
    ...allowed
      .filter((region) => !isClosed(region))
      .map((region) => ({ region, reason: 'last-resort' }) as const),
  ]
  // Nothing makes a write whose outcome is unknown safe to send twice.
  return {
    intent,
    allowsHome: only === undefined || only.includes(primary),
    attempts: intent === 'write' ? attempts.slice(0, 1) : attempts,
  }
}

/** Which regions to try, in which order and why. Pure: no I/O, no clock, no randomness. */
import type { Intent } from '../../protocol/intent.ts'
import type { RegionConfig } from '../config.ts'
import type { Classified } from './classify.ts'
import type { Ranked } from './rank.ts'

export type PlannedAttempt = {
  readonly region: RegionConfig
  /** `nearest`: the shortest way, for a write as far as the primary. `fresher`: a nearer one lacks the bookmark's data. */
  readonly reason: 'nearest' | 'fresher' | 'home' | 'next-best' | 'last-resort'
}

export type Plan = {
  readonly intent: Intent
  /** In the order to try; never empty while the config names an eligible region. */
  readonly attempts: readonly PlannedAttempt[]
  /** Where a replay may go, in the order to try where the primary's region does not take it. */
  readonly eligible: readonly RegionConfig[]
  /** Whether a write may be sent again where its outcome is unknown. */
  readonly retries: boolean
}

export type Ways = {
  /** Every region, the best way first. */
  readonly ranking: readonly Ranked[]
  /** Every region, the shortest way first: `ranking`, where no bookmark has changed it. */
  readonly byDistance: readonly Ranked[]
  /** The id of the primary's region. */
  readonly primary: string
  /** The ids of regions to try last. */
  readonly unwell: ReadonlySet<string>
}

type AppRequest = Extract<Classified, { kind: 'app' }>

export function plan({ intent, via, only, retries }: AppRequest, ways: Ways): Plan {
  const eligible = wellFirst(ways.ranking, only, ways.unwell)
  const mayGoOn = intent === 'read' || retries
  const attempts =
    via === 'home'
      ? homeAttempts(eligible, ways, intent === 'write')
      : nearestAttempts(eligible, wellFirst(ways.byDistance, only, ways.unwell)[0], ways.unwell)
  return { intent, attempts: mayGoOn ? attempts : attempts.slice(0, 1), eligible, retries }
}

function wellFirst(
  ranking: readonly Ranked[],
  only: readonly string[] | undefined,
  unwell: ReadonlySet<string>,
): readonly RegionConfig[] {
  const allowed = ranking
    .map(({ region }) => region)
    .filter(({ id }) => only === undefined || only.includes(id))
  return [...allowed.filter(({ id }) => !unwell.has(id)), ...allowed.filter(({ id }) => unwell.has(id))]
}

function nearestAttempts(
  eligible: readonly RegionConfig[],
  nearest: RegionConfig | undefined,
  unwell: ReadonlySet<string>,
): readonly PlannedAttempt[] {
  return eligible.map((region, index) => {
    if (unwell.has(region.id)) return { region, reason: 'last-resort' }
    if (index > 0) return { region, reason: 'next-best' }
    return { region, reason: region.id === nearest?.id ? 'nearest' : 'fresher' }
  })
}

/** A read that must go home goes nowhere else. A write ends at the primary whichever way it takes. */
function homeAttempts(
  eligible: readonly RegionConfig[],
  { primary, unwell }: Ways,
  isWrite: boolean,
): readonly PlannedAttempt[] {
  const home = eligible.filter(({ id }) => id === primary)
  if (home.length === 0) return []
  const others = isWrite ? eligible.filter(({ id }) => id !== primary) : []
  return [...home, ...others].map((region) => {
    if (unwell.has(region.id)) return { region, reason: 'last-resort' }
    return { region, reason: region.id === primary ? 'home' : 'next-best' }
  })
}

/**
 * Regions in the order of what a write costs through them: edge to region, then region to primary.
 * A city whose nearest region isn't close would otherwise pay for distance twice.
 * Pure: no I/O, no clock, no randomness.
 */
import { priorMs } from './distance.ts'
import type { Estimate } from './estimate.ts'
import type { Ranked } from './rank.ts'

/**
 * Another region than the nearest must be this much quicker: its connection may be cold, estimates wander, and a write
 * that hops between regions gains nothing.
 */
const MARGIN = 0.15
const MARGIN_LEAST_MS = 30

/**
 * @param ranking every region, nearest first.
 * @param primary the id of the primary's region.
 * @param toPrimary what regions' answers told of their way to the primary, by region id.
 */
export function rankForWrite(
  ranking: readonly Ranked[],
  primary: string,
  toPrimary: ReadonlyMap<string, Estimate>,
): readonly Ranked[] {
  const home = ranking.find(({ region }) => region.id === primary)?.region
  const costMs = ({ region, rttMs }: Ranked, index: number) => {
    if (!home || region.id === primary) return rttMs
    const wholeMs = rttMs + (toPrimary.get(region.id)?.rttMs ?? priorMs(region, home))
    const marginMs = Math.max(MARGIN_LEAST_MS, wholeMs * MARGIN)
    return index === 0 ? wholeMs - marginMs : wholeMs
  }
  const costs = new Map(ranking.map((ranked, index) => [ranked, costMs(ranked, index)]))
  return ranking.toSorted((a, b) => (costs.get(a) ?? 0) - (costs.get(b) ?? 0))
}

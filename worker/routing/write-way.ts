/**
 * Regions in the order of what a write costs through them: edge to region, then region to primary.
 * A city whose nearest region isn't close would otherwise pay for distance twice.
 * Pure: no I/O, no clock, no randomness.
 */
import { priorMs } from './distance.ts'
import type { Estimate } from './estimate.ts'
import type { Costed } from './rank.ts'

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
  ranking: readonly Costed[],
  primary: string,
  toPrimary: ReadonlyMap<string, Estimate>,
): readonly Costed[] {
  const home = ranking.find(({ region }) => region.id === primary)?.region
  const candidates = ranking.map((ranked, index) => {
    const { region } = ranked
    const isAway = home !== undefined && region.id !== primary
    const toPrimaryMs = isAway ? (toPrimary.get(region.id)?.rttMs ?? priorMs(region, home)) : undefined
    const costMs = ranked.costMs + (toPrimaryMs ?? 0)
    return {
      sortMs: isAway && index === 0 ? costMs - marginMs(costMs) : costMs,
      costed: { ...ranked, toPrimaryMs, costMs },
    }
  })
  return candidates.sort((a, b) => a.sortMs - b.sortMs).map(({ costed }) => costed)
}

/** @returns by how many milliseconds another way must be quicker to take a write from the nearest region, which costs so much. */
export function marginMs(costMs: number): number {
  return Math.max(MARGIN_LEAST_MS, costMs * MARGIN)
}

/** Regions from near to far, as this colo sees them. Pure: no I/O, no clock, no randomness. */
import type { RegionConfig } from '../config.ts'
import { type Position, priorMs } from './distance.ts'
import type { Estimate } from './estimate.ts'

export type Ranked = {
  readonly region: RegionConfig
  /** The expected round trip in milliseconds. */
  readonly rttMs: number
  /** `learned` from this colo's own traffic and probes, or `prior`: from the map, while cold. */
  readonly source: 'learned' | 'prior'
}

/** Where the client can't be placed on the map every region is as far. */
const UNKNOWN_MS = 100

export function rank(
  regions: readonly RegionConfig[],
  from: Position | undefined,
  estimates: ReadonlyMap<string, Estimate>,
): readonly Ranked[] {
  return regions
    .map((region): Ranked => {
      const estimate = estimates.get(region.id)
      if (estimate) return { region, rttMs: estimate.rttMs, source: 'learned' }
      return { region, rttMs: from ? priorMs(from, region) : UNKNOWN_MS, source: 'prior' }
    })
    .toSorted((a, b) => a.rttMs - b.rttMs)
}

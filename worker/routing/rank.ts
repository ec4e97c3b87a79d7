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
  /** By how much its answers come later than usual, in milliseconds: as good as so much farther away. */
  readonly pressureMs: number
}

/** A region with all that a request's way through it costs, in milliseconds. */
export type Costed = Ranked & {
  /** Until its data have what a read's bookmark stands for. */
  readonly waitMs: number
  /** A write's way on to the primary; undefined where there is none. */
  readonly toPrimaryMs: number | undefined
  /** All of it together. */
  readonly costMs: number
}

/** Where the client can't be placed on the map every region is as far. */
const UNKNOWN_MS = 100

/**
 * @param pressures by region id; a region that is as usual has none.
 * @returns every region, nearest first, with the costs of a read that has nothing to wait for.
 */
export function rank(
  regions: readonly RegionConfig[],
  from: Position | undefined,
  estimates: ReadonlyMap<string, Estimate>,
  pressures: ReadonlyMap<string, number> = new Map(),
): readonly Costed[] {
  return regions
    .map((region): Costed => {
      const estimate = estimates.get(region.id)
      const rttMs = estimate?.rttMs ?? (from ? priorMs(from, region) : UNKNOWN_MS)
      const pressureMs = pressures.get(region.id) ?? 0
      const costMs = rttMs + pressureMs
      const source = estimate ? 'learned' : 'prior'
      return { region, rttMs, source, pressureMs, waitMs: 0, toPrimaryMs: undefined, costMs }
    })
    .sort((a, b) => a.costMs - b.costMs)
}

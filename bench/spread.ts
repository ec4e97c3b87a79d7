import type { Ratio } from './result.ts'

/** Of fewer, the nearest ranks of a quarter and three quarters are all but the least and the most. */
const FEWEST_WITH_HALF = 5

/** What `spreadOf` gives, for those who read it. */
export const SPREAD = `the middle half, or of fewer than ${FEWEST_WITH_HALF} the least to the most`

/** @returns whether there are enough samples to speak of a middle half. Pure. */
export function hasHalf({ samples }: Pick<Ratio, 'samples'>): boolean {
  return samples.length >= FEWEST_WITH_HALF
}

/** @returns where the middle half of the samples begins and ends; of too few for that, the least and the most. Pure. */
export function spreadOf(ratio: Pick<Ratio, 'samples' | 'quartiles'>): readonly [number, number] {
  return hasHalf(ratio) ? ratio.quartiles : [Math.min(...ratio.samples), Math.max(...ratio.samples)]
}

import type { Sample } from '../../../bench/cities/summary.ts'

/** @returns one sample for each time. */
export function samplesOf(of: Omit<Sample, 'ms' | 'round'>, times: readonly number[]): readonly Sample[] {
  return times.map((ms, round) => ({ ...of, ms, round }))
}

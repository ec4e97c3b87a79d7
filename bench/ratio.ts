/** Samples -> a ratio with its spread. Pure. */
import type { Ratio } from './result.ts'
import { median, percentile } from './stats.ts'

/** @param samples one a round, each of two turns of that round. */
export function ratioOf(name: string, samples: readonly number[]): Ratio {
  const quartiles = [percentile(samples, 25), percentile(samples, 75)] as const
  return { name, median: median(samples), quartiles, samples }
}

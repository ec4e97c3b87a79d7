/** Summaries of samples. Pure: no I/O, no clock, no randomness. */

export type Summary = {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** @returns the percentiles, or undefined of nothing. */
export function summarise(samples: readonly number[]): Summary | undefined {
  if (samples.length === 0) return undefined
  return {
    count: samples.length,
    p50: percentile(samples, 50),
    p95: percentile(samples, 95),
    p99: percentile(samples, 99),
  }
}

/**
 * The nearest-rank percentile: the least sample that at least `percent` % of all are not above.
 * It is always a sample, never a value in between.
 */
export function percentile(samples: readonly number[], percent: number): number {
  if (samples.length === 0) throw new RangeError('a percentile of no samples')
  if (!(percent > 0 && percent <= 100)) throw new RangeError(`percent should be in (0, 100], got ${percent}`)
  // Rounded first: 0.95 * 20 is 19.000000000000004 for a computer.
  const rank = Math.ceil(Number(((percent * samples.length) / 100).toFixed(9)))
  return samples.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN
}

/** @returns the middle sample, or the mean of the middle two. */
export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError('a median of no samples')
  const sorted = samples.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (lower + upper) / 2
}

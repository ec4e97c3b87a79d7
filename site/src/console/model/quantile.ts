/** Quantiles by nearest rank. Pure. */
import type { Quantiles } from '../../../../protocol/operators/whatif.ts'

/** @returns the sample that at least that share of all is not above; null where there is none. */
export function quantile(samples: readonly number[], share: number): number | null {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}

export function quantilesOf(samples: readonly number[]): Quantiles {
  return { p50: quantile(samples, 0.5), p95: quantile(samples, 0.95) }
}

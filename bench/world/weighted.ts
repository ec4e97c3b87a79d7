/** Percentiles of values that stand for more or fewer. Pure. */

export type Weighted = { readonly value: number; readonly weight: number }

export type Percentiles = {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly mean: number
}

/** By nearest rank: each is one of the values. Of nothing it is NaN. */
export function percentilesOf(values: readonly Weighted[]): Percentiles {
  const sorted = values.toSorted((a, b) => a.value - b.value)
  const total = values.reduce((sum, { weight }) => sum + weight, 0)
  const at = (share: number) => {
    let reached = 0
    for (const { value, weight } of sorted) {
      reached += weight
      // Sums of fractions miss the whole by a little.
      if (reached >= share * total * (1 - 1e-12)) return value
    }
    return Number.NaN
  }
  const mean = values.reduce((sum, { value, weight }) => sum + value * weight, 0) / total
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), mean }
}

/** Times of very many requests, counted by the tenth of a millisecond: a million of them take no more room than one. */
import type { Percentiles } from './weighted.ts'

export type Histogram = { readonly counts: Uint32Array; count: number; sumMs: number }

const STEP_MS = 0.1
/** What takes longer counts as this. */
const LONGEST_MS = 2000

export function newHistogram(): Histogram {
  return { counts: new Uint32Array(LONGEST_MS / STEP_MS), count: 0, sumMs: 0 }
}

export function add(histogram: Histogram, ms: number): void {
  const step = Math.min(Math.floor(ms / STEP_MS), histogram.counts.length - 1)
  histogram.counts[step] = (histogram.counts[step] ?? 0) + 1
  histogram.count += 1
  histogram.sumMs += ms
}

export function merged(histograms: readonly Histogram[]): Histogram {
  const all = newHistogram()
  for (const { counts, count, sumMs } of histograms) {
    for (const [step, number] of counts.entries()) all.counts[step] = (all.counts[step] ?? 0) + number
    all.count += count
    all.sumMs += sumMs
  }
  return all
}

/** By nearest rank, to the tenth of a millisecond. */
export function percentilesIn({ counts, count, sumMs }: Histogram): Percentiles {
  const at = (share: number) => {
    let reached = 0
    for (const [step, number] of counts.entries()) {
      reached += number
      if (reached > 0 && reached >= share * count) return (step + 0.5) * STEP_MS
    }
    return Number.NaN
  }
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), mean: sumMs / count }
}

/** Latency over time, by city: what the charts draw. Pure. */
import type { Intent } from '../../../../protocol/intent.ts'
import type { Receipt } from '../../../../protocol/operators/status.ts'
import type { Quantiles } from '../../../../protocol/operators/whatif.ts'
import { coloId } from './colos.ts'
import { quantilesOf } from './quantile.ts'
import { MEMORY_MS, tookMs } from './receipts.ts'

export type Series = {
  /** Unix times in seconds, as the chart wants them. */
  readonly timesS: readonly number[]
  /** Of the busiest cities, by their codes: they keep their places. */
  readonly lines: readonly Line[]
  /** Cities with traffic beyond {@link MOST_LINES}. */
  readonly more: number
}

export type Line = {
  readonly colo: string
  readonly requests: number
  readonly p50: readonly (number | null)[]
  readonly p95: readonly (number | null)[]
  /** Of the whole time shown. */
  readonly overall: Quantiles
}

/** So many colours can be told apart. */
export const MOST_LINES = 9

const STEP_MS = 15_000
/** A point speaks for this time before it: single requests make no line. */
const WINDOW_MS = 60_000
const LEAST_SHOWN_MS = 3 * 60_000

/** @param sinceMs when the page began to look. */
export function seriesOf(
  receipts: readonly Receipt[],
  intent: Intent,
  sinceMs: number,
  nowMs: number,
): Series {
  const answered = receipts.filter((receipt) => receipt.intent === intent && receipt.region !== null)
  const times = timesOf(answered, sinceMs, nowMs)
  const byColo = [...Map.groupBy(answered, ({ colo }) => coloId(colo))].toSorted(
    ([a, some], [b, others]) => others.length - some.length || a.localeCompare(b),
  )
  return {
    timesS: times.map((ms) => ms / 1000),
    lines: byColo
      .slice(0, MOST_LINES)
      .map(([colo, all]) => lineOf(colo, all, times))
      .toSorted((a, b) => a.colo.localeCompare(b.colo)),
    more: Math.max(0, byColo.length - MOST_LINES),
  }
}

function lineOf(colo: string, receipts: readonly Receipt[], times: readonly number[]): Line {
  const samples = receipts.map((receipt) => ({ atMs: receipt.atMs, ms: tookMs(receipt) }))
  const points = times.map((endMs) =>
    quantilesOf(samples.filter(({ atMs }) => atMs > endMs - WINDOW_MS && atMs <= endMs).map(({ ms }) => ms)),
  )
  return {
    colo,
    requests: receipts.length,
    p50: points.map(({ p50 }) => p50),
    p95: points.map(({ p95 }) => p95),
    overall: quantilesOf(samples.map(({ ms }) => ms)),
  }
}

/** The last point is now; the others stay where they are from one poll to the next. */
function timesOf(receipts: readonly Receipt[], sinceMs: number, nowMs: number): readonly number[] {
  const oldestMs = Math.min(sinceMs, ...receipts.slice(-1).map(({ atMs }) => atMs))
  const fromMs = Math.max(nowMs - MEMORY_MS, Math.min(oldestMs, nowMs - LEAST_SHOWN_MS))
  const first = Math.ceil(fromMs / STEP_MS)
  const count = Math.max(0, Math.ceil(nowMs / STEP_MS) - first)
  return [...Array.from({ length: count }, (_, index) => (first + index) * STEP_MS), nowMs]
}

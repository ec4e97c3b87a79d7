import type { DataSource, ReplayReason } from '../protocol/headers.ts'
import { describeRoundTrips, formatServerTiming, type Metric } from '../protocol/server-timing.ts'

/** What one request has cost this region so far; handed on and added to while the request runs. */
export type Receipt = {
  readonly startedMs: number
  /** In this region's own database server, a flight's wait for a connection apart. */
  dbMs: number
  /** To the primary in another region and back, its execution included; only what was really sent. */
  wanMs: number
  wanRoundTrips: number
  /** The freshest data that the answer was made from; undefined where it was made from none. */
  source: DataSource | undefined
  /** Set where the answer asks for a replay. */
  replay: ReplayReason | undefined
}

/** @param nowMs a monotonic clock in milliseconds, the same for all calls. */
export function openReceipt(nowMs: number): Receipt {
  return { startedMs: nowMs, dbMs: 0, wanMs: 0, wanRoundTrips: 0, source: undefined, replay: undefined }
}

/** @returns the `Server-Timing` value: `app` is what remains of the whole, so that the parts add up to it. */
export function closeReceipt(receipt: Receipt, nowMs: number): string {
  const { startedMs, dbMs, wanMs, wanRoundTrips, source } = receipt
  const metrics: Metric[] = [{ name: 'app', durMs: Math.max(0, nowMs - startedMs - dbMs - wanMs) }]
  if (dbMs > 0) metrics.push({ name: 'db', desc: source === 'primary' ? 'primary' : 'replica', durMs: dbMs })
  if (wanRoundTrips > 0) metrics.push({ name: 'wan', desc: describeRoundTrips(wanRoundTrips), durMs: wanMs })
  return formatServerTiming(metrics)
}

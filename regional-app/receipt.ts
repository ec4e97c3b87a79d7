import type { FlightFailure } from '../db/flight-outcome.ts'
import type { Bookmark, LastWrite } from '../protocol/bookmark.ts'
import type { BookmarkVerdict, DataSource, ReplayReason } from '../protocol/headers.ts'
import type { Position } from '../protocol/position.ts'
import { describeRoundTrips, formatServerTiming, type Metric } from '../protocol/server-timing.ts'

/** A stretch of a request's time that was not the app's own. */
export type Step = {
  /**
   * - `read`: in one of the region's own servers.
   * - `wait`: until such a server had what the client has seen.
   * - `flight`: on the primary, or on the way to it and back.
   * - `transaction`: on the region's own server, the primary, as often as the handler asked.
   */
  readonly kind: 'read' | 'wait' | 'flight' | 'transaction'
  /** On the clock of the receipt. */
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: 'ok' | 'failed' | 'late' | WriteOutcome
  /** To the primary in another region and back, how often; 0 where it is this region's own. */
  readonly wanRoundTrips: number
}

/** What became of a flight or a transaction; `repeated`: it was done before. */
export type WriteOutcome = 'committed' | 'repeated' | FlightFailure['kind']

/** What one request has cost this region so far, and what its answer stands on; added to while the request runs. */
export type Receipt = {
  readonly startedMs: number
  /** In this region's own database server, a flight's wait for a connection apart. */
  dbMs: number
  /** Until this region's replica had what the client has seen. */
  waitMs: number
  /** To the primary in another region and back, its execution included; only what was really sent. */
  wanMs: number
  wanRoundTrips: number
  /** The freshest data that the answer was made from; undefined where it was made from none. */
  source: DataSource | undefined
  /** The most that this data may be older than the primary's, in milliseconds. */
  dataAgeMs: number | undefined
  /** The `max-staleness` that the answer keeps to, in seconds. */
  maxStalenessS: number | undefined
  /** Set where the answer asks for a replay. */
  replay: ReplayReason | undefined
  /** What the client has seen now: its next bookmark. */
  seen: (Position & Pick<Bookmark, 'epoch'>) | undefined
  /** The bookmarks that it goes on from, where those are not all that the request brought. */
  heirs: readonly Bookmark[] | undefined
  /** The write that the answer is of. */
  wrote: Omit<LastWrite, 'readSince'> | undefined
  /** Whether the write was done before, and this is what it gave then. */
  repeated: boolean
  readonly verdicts: BookmarkVerdict[]
  /** In the order of their ends. Spent by {@link spend} alone. */
  readonly steps: Step[]
}

/** @param nowMs a monotonic clock in milliseconds, the same for all calls. */
export function openReceipt(nowMs: number): Receipt {
  return {
    startedMs: nowMs,
    dbMs: 0,
    waitMs: 0,
    wanMs: 0,
    wanRoundTrips: 0,
    source: undefined,
    dataAgeMs: undefined,
    maxStalenessS: undefined,
    replay: undefined,
    seen: undefined,
    heirs: undefined,
    wrote: undefined,
    repeated: false,
    verdicts: [],
    steps: [],
  }
}

/** Charges a step to the part of the receipt that it belongs to. */
export function spend(receipt: Receipt, step: Step): void {
  const ms = step.endedMs - step.startedMs
  receipt.steps.push(step)
  receipt.wanRoundTrips += step.wanRoundTrips
  if (step.kind === 'wait') receipt.waitMs += ms
  else if (step.wanRoundTrips > 0) receipt.wanMs += ms
  else receipt.dbMs += ms
}

/** @returns the `Server-Timing` value: `app` is what remains of the whole, so that the parts add up to it. */
export function closeReceipt(receipt: Receipt, nowMs: number): string {
  const { startedMs, dbMs, waitMs, wanMs, wanRoundTrips, source } = receipt
  const appMs = Math.max(0, nowMs - startedMs - dbMs - waitMs - wanMs)
  const metrics: Metric[] = [{ name: 'app', durMs: appMs }]
  if (dbMs > 0) metrics.push({ name: 'db', desc: source === 'primary' ? 'primary' : 'replica', durMs: dbMs })
  if (waitMs > 0) metrics.push({ name: 'wait', durMs: waitMs })
  if (wanRoundTrips > 0) metrics.push({ name: 'wan', desc: describeRoundTrips(wanRoundTrips), durMs: wanMs })
  return formatServerTiming(metrics)
}

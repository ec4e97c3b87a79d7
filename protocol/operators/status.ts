/** What gateways tell operators: `GET /_nearside/status` of one isolate, `GET /_nearside/world` of all that report. */

import type { DataSource, ReplayReason } from '../headers.ts'
import type { Intent } from '../intent.ts'
import type { Mark, Pin } from './overlay.ts'

/** One isolate's knowledge. Times are Unix times in milliseconds. */
export type IsolateView = {
  /** The data centre, as in `BOM`; null where Cloudflare did not say. */
  readonly colo: string | null
  /** Names the isolate while it lives. */
  readonly isolate: string
  readonly startedMs: number
  readonly atMs: number
  /** Of the config with the overlay in force. */
  readonly epoch: string
  readonly overlay: OverlayState
  /** The id of the primary's region. */
  readonly primary: string
  readonly timeline: number
  readonly regions: readonly RegionView[]
  readonly pins: readonly Pin[]
  /** How much of the retry budget is left, from 0 to 1. */
  readonly retryBudget: number
  /** Requests to regions since the isolate began, and how many of them no region answered. */
  readonly requests: number
  readonly unanswered: number
}

export type OverlayState = {
  readonly revision: number
  /**
   * - `none`: no store is bound, or it is empty.
   * - `fresh`: the last read gave what is in force.
   * - `unreachable`: the last read failed; the last good one stays.
   * - `invalid`: the last read gave something else; the last good one stays.
   */
  readonly source: 'none' | 'fresh' | 'unreachable' | 'invalid'
  /** Of the last read that succeeded. */
  readonly readMs: number | null
  readonly error?: string | undefined
  /** What it says of regions that the config does not have; without effect. */
  readonly unknown: readonly string[]
}

export type CircuitView = {
  readonly state: 'closed' | 'open' | 'half-open'
  /** In a row, while closed. */
  readonly failures: number
  readonly sinceMs: number | null
}

export type RegionView = {
  readonly id: string
  /** Degrees. */
  readonly latitude: number
  readonly longitude: number
  /** How the gateway reaches it. */
  readonly reach: 'url' | 'binding'
  readonly drain: Mark | null
  /** The share of its own traffic that it takes, and the operator's word for it where it isn't the config's. */
  readonly weight: number
  readonly weightMark: Mark | null
  readonly read: CircuitView
  readonly write: CircuitView
  /** The round trip as this colo has learned it, in milliseconds; null while cold. */
  readonly rttMs: number | null
  readonly samples: number
  readonly rttUpdatedMs: number | null
  /** The region's own round trip to the primary. */
  readonly toPrimaryMs: number | null
  /** By how much its answers come later than usual, in milliseconds: slow is unwell. 0 where they don't. */
  readonly pressureMs: number
  readonly standing: {
    readonly role: 'primary' | 'replica'
    readonly timeline: number
    readonly lsn: string
    /** How far its data lag behind, in milliseconds; null where it can't tell. */
    readonly ageMs: number | null
    readonly seenMs: number
  } | null
}

/** What one request cost, in milliseconds. */
export type Receipt = {
  readonly atMs: number
  readonly traceId: string
  readonly colo: string | null
  readonly country: string | null
  readonly continent: string | null
  readonly asn: number | null
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly intent: Intent
  readonly status: number
  /** That answered; null where none did. */
  readonly region: string | null
  /** Why this region was the first to be tried. */
  readonly reason: string
  readonly data: DataSource | null
  readonly replay: ReplayReason | null
  readonly failedTries: number
  readonly epoch: string
  readonly totalMs: number
  /** The parts, by the names of `Server-Timing`: client edge net app db wait wan. */
  readonly parts: Readonly<Record<string, number>>
  readonly floorMs: number | null
  readonly alt: { readonly region: string; readonly ms: number } | null
}

/** `GET /_nearside/world`: what isolates in all colos have reported lately. */
export type World = {
  readonly atMs: number
  /** The newest of each isolate that reported within the last minutes, newest first. */
  readonly views: readonly IsolateView[]
  /** Newest first, from all of them. */
  readonly receipts: readonly Receipt[]
}

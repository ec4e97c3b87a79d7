/** `POST /_nearside/whatif`: what a change would have done to the requests of the last minutes. */
import type { Intent } from '../intent.ts'
import type { Change, Finding } from './changes.ts'

export type WhatIfRequest = { readonly change: Change }

export type WhatIfAnswer = {
  readonly findings: readonly Finding[]
  /** How many requests were looked at. */
  readonly requests: number
  /** How many more were not: no region answered them, or nothing is known of the distances of their colo. */
  readonly leftOut: number
  readonly fromMs: number | null
  readonly toMs: number | null
  /** For each colo, intent and way that requests would move; where most would move first. */
  readonly moves: readonly Move[]
  /** By region: its requests before and after. */
  readonly load: Readonly<Record<string, { readonly before: number; readonly after: number }>>
  /** Over all requests that were looked at, in milliseconds, as seen by the client. */
  readonly before: Quantiles
  readonly after: Quantiles
}

export type Move = {
  readonly colo: string
  readonly intent: Intent
  readonly from: string
  readonly to: string
  readonly requests: number
  /** `prior`: the colo has not measured the way to where they would go; it is guessed by the map. */
  readonly source: 'learned' | 'prior'
  readonly before: Quantiles
  readonly after: Quantiles
}

/** Milliseconds; null where there was nothing to look at. */
export type Quantiles = { readonly p50: number | null; readonly p95: number | null }

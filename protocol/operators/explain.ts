/** `POST /_nearside/explain`: what the gateway would do with a request, and why, by the code that does it. */
import type { Intent } from '../intent.ts'

/** A request that is not sent. What is left out is as it is for the request that asks. */
export type ExplainRequest = {
  readonly method: string
  /** With or without a query. */
  readonly path: string
  /** Where the client stands. */
  readonly vantage?: Vantage | undefined
  /** As in the header `Nearside-Bookmark`. */
  readonly bookmark?: string | undefined
  /** From 0 to 1: the lot that weights are drawn by; each request draws its own. */
  readonly lot?: number | undefined
}

export type Vantage = {
  /** As in `BOM`. What an isolate has learned holds for its own colo; for another one the map decides. */
  readonly colo?: string | undefined
  readonly latitude?: number | undefined
  readonly longitude?: number | undefined
  readonly country?: string | undefined
  readonly continent?: string | undefined
  readonly asn?: number | undefined
}

export type Explanation =
  /** No region is asked: a static file's path, or the gateway's own. */
  | { readonly kind: 'edge'; readonly epoch: string; readonly sentence: string }
  | {
      readonly kind: 'app'
      readonly epoch: string
      /** The colo whose knowledge was used; null: the map alone. */
      readonly learnedIn: string | null
      readonly intent: Intent
      /** Which rule or which method makes it so: `rule 0`, `method GET`. */
      readonly reason: string
      readonly retries: boolean
      readonly lot: number
      /** In the order to try. */
      readonly attempts: readonly { readonly region: string; readonly reason: string }[]
      /** Every region, those to try first in their order, then those left out. */
      readonly regions: readonly RegionExplanation[]
    }

export type RegionExplanation = {
  readonly id: string
  /** From 1; null: it is not tried. */
  readonly place: number | null
  readonly reason: string
  /** The same for people: "drained by ana until 14:00: kernel upgrade". */
  readonly sentence: string
  readonly rttMs: number
  readonly rttSource: 'learned' | 'prior'
  /** What is added to the round trip: the bookmark's wait, its own slowness, the way on to the primary. */
  readonly waitMs: number
  readonly pressureMs: number
  readonly toPrimaryMs: number | null
  readonly costMs: number
}

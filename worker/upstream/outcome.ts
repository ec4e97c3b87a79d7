/** How the walk of a plan can end, as data. */
import type { Intent } from '../../protocol/intent.ts'
import type { RegionConfig } from '../config.ts'

export type Outcome =
  | {
      readonly kind: 'answered'
      readonly response: Response
      readonly region: RegionConfig
      /** As the answering region was told. */
      readonly intent: Intent
      /** The answering try alone, until its headers. */
      readonly tryMs: number
      /** What the region says it spent itself, and how much of that on the way to the primary. */
      readonly regionMs: number
      readonly wanMs: number
      readonly replayed: boolean
      readonly failures: readonly AttemptFailure[]
    }
  /** No region answered. */
  | { readonly kind: 'unavailable'; readonly intent: Intent; readonly failures: readonly AttemptFailure[] }
  /** A body that is to be kept did not arrive in time. */
  | { readonly kind: 'body-missing' }
  /** A region asked for a replay of a body that was too large to keep. */
  | { readonly kind: 'not-repeatable' }
  /** A region asked for a replay in a region that the route's rule does not allow. */
  | { readonly kind: 'replay-not-allowed'; readonly regionId: string }
  /** The primary's region itself asked for a replay: nobody takes the write. */
  | { readonly kind: 'replay-loop'; readonly regionId: string }

export type AttemptFailure = {
  readonly regionId: string
  /**
   * `refused`: never reached the app. `lost`: broken off, the app may have run. `client`: the client left, or its body
   * stopped arriving; this says nothing about the region.
   */
  readonly cause: 'refused' | 'lost' | 'timeout' | 'client'
  /** The status that the region or the platform answered with, where there was one. */
  readonly status?: number
}

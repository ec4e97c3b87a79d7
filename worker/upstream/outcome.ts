/** How one try and the walk of a plan can end, as data. */
import type { ReplayReason } from '../../protocol/headers.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { Metric } from '../../protocol/server-timing.ts'
import type { RegionConfig } from '../config.ts'
import type { Fields } from '../fields.ts'

export type Outcome =
  | Answered
  /** No region answered, or none took it. */
  | {
      readonly kind: 'unavailable'
      readonly intent: Intent
      /** Whether a write may be sent again with its key where its outcome is unknown. */
      readonly retries: boolean
      readonly failures: readonly AttemptFailure[]
    }
  /** A body that is to be kept did not arrive in time. */
  | { readonly kind: 'body-missing' }
  /** A region asked for a replay of a body that was too large to keep. */
  | { readonly kind: 'not-repeatable' }
  /** A region asked for a replay in a region that the route's rule does not allow. */
  | {
      readonly kind: 'replay-not-allowed'
      readonly intent: Intent
      readonly regionId: string
      readonly reason: ReplayReason
    }

export type Answered = {
  readonly kind: 'answered'
  readonly response: Response
  /** Of its headers. */
  readonly fields: Fields
  readonly region: RegionConfig
  /** As the answering region was told. */
  readonly intent: Intent
  /** The answering try alone, until its headers. */
  readonly tryMs: number
  /** What the region says it spent itself, and how much of that on the way to the primary. */
  readonly regionMs: number
  readonly wanMs: number
  /** What it says in its `Server-Timing`. */
  readonly metrics: readonly Metric[]
  /** Why a region asked for a replay, where one did. */
  readonly replay: ReplayReason | undefined
  readonly failures: readonly AttemptFailure[]
  /** Whether this is the second of two tries at once, and the quicker one. */
  readonly isHedged?: boolean
}

/** An outcome without what is the platform's: for those who keep it beyond the request. */
export type ToldOutcome = Omit<Answered, 'response' | 'fields'> | Exclude<Outcome, Answered>

export function toldOf(outcome: Outcome): ToldOutcome {
  if (outcome.kind !== 'answered') return outcome
  const { response: _, fields: __, ...told } = outcome
  return told
}

export type AttemptFailure = {
  readonly regionId: string
  /** As the region was told. */
  readonly intent: Intent
  /**
   * - `refused`: never reached the app, or the region says that nothing was done.
   * - `lost`: broken off, or the region can't tell; the app may have run.
   * - `timeout`: likewise, with nothing said in time.
   * - `client`: the client left, its body stopped arriving, or another try was quicker; says nothing about the region.
   * - `not-primary`: it was sent a replay and asked for one itself; nothing was done.
   * - `fenced`: written by a primary that another one has taken over from; it counts for nothing.
   */
  readonly cause: 'refused' | 'lost' | 'timeout' | 'client' | 'not-primary' | 'fenced'
  /** The status that the region or the platform answered with, where there was one. */
  readonly status?: number
}

/** @returns whether a write may have happened, for all that this try tells. */
export function mayHaveHappened({ intent, cause }: AttemptFailure): boolean {
  return intent === 'write' && (cause === 'lost' || cause === 'timeout')
}

export type Try = {
  readonly region: RegionConfig
  readonly intent: Intent
  readonly timeoutMs: number
  /** Aborts where nobody waits for it any longer; then it teaches nothing. Left out: when the client has gone. */
  readonly signal?: AbortSignal
}

export type TryResult =
  | { readonly kind: 'answer'; readonly answer: TryAnswer }
  /** An answer that says: not here, not now. */
  | { readonly kind: 'elsewhere'; readonly answer: TryAnswer; readonly failure: AttemptFailure }
  | { readonly kind: 'replay'; readonly reason: ReplayReason }
  | { readonly kind: 'failure'; readonly failure: AttemptFailure }

export type TryAnswer = Pick<
  Answered,
  'response' | 'fields' | 'region' | 'intent' | 'tryMs' | 'regionMs' | 'wanMs' | 'metrics'
>

/** What operators may ask for under `/_nearside/`, and what they are answered. */
import type { Match, Overlay, SafetyRule } from './overlay.ts'

export type Change =
  /** The region gets no traffic while another can answer. */
  | { readonly action: 'drain'; readonly region: string; readonly untilMs?: number | undefined }
  /** Ends the region's drain and its weight. */
  | { readonly action: 'restore'; readonly region: string }
  /** The region takes this share of its own traffic, from 0 to 1. */
  | {
      readonly action: 'weight'
      readonly region: string
      readonly weight: number
      readonly untilMs?: number | undefined
    }
  | {
      readonly action: 'pin'
      readonly match: Match
      readonly to: string
      readonly untilMs?: number | undefined
    }
  | { readonly action: 'unpin'; readonly id: string }
  /** Takes the last change back; undone twice, it is there again. */
  | { readonly action: 'undo' }

/** An undo, as it is told once it is known what it takes back. */
export type Undone = {
  readonly action: 'undo'
  readonly undid: { readonly revision: number; readonly change: Change }
}

/** The body of `POST /_nearside/changes`. */
export type ChangeRequest = Change & {
  readonly why: string
  /** Do it against the safety rules that can be forced; it is recorded. */
  readonly force?: boolean | undefined
  /** Only tell what would be. */
  readonly dryRun?: boolean | undefined
  /** The revision that the operator has seen; another one in force is a 412. */
  readonly revision?: number | undefined
}

/** What a safety rule says of a change. */
export type Finding = {
  readonly rule: SafetyRule
  /** Whether `force` helps. */
  readonly forceable: boolean
  /** One sentence: what is wrong, what was expected, what was found. */
  readonly message: string
}

export type ChangeAnswer = {
  /** What was asked for; of an undo with what it takes back. */
  readonly change: Change | Undone
  /** The overlay after the change, or as it would be. */
  readonly overlay: Overlay
  /** The epoch of a gateway that has it in force. */
  readonly epoch: string
  readonly dryRun: boolean
  /** Whether it differs from the overlay before. */
  readonly changed: boolean
  /** Whether the gateways can read it already; if not, it is sent again until they can. */
  readonly spread: boolean
  /** What was forced; in a dry run what would have to be, or refuses it. */
  readonly findings: readonly Finding[]
}

/** What the ledger does by itself. */
export type OwnChange =
  /** An end that was set has come. */
  | { readonly action: 'expire'; readonly what: readonly string[] }
  /** The store held another overlay than the ledger: `why` says which one is in force now. */
  | { readonly action: 'reconcile' }

/** One line of `GET /_nearside/history`, newest first. */
export type HistoryEntry = {
  readonly revision: number
  readonly atMs: number
  readonly by: string
  readonly why: string
  readonly change: Change | Undone | OwnChange
  readonly forced: readonly SafetyRule[]
  /** The overlay after it. */
  readonly overlay: Overlay
}

/** Why a region has its place in a plan, or none. Pure: no I/O, no clock, no randomness. */
import type { Pin } from '../../protocol/operators/overlay.ts'
import type { RegionConfig } from '../config.ts'

/** Why a region is tried, at its place. */
export type TryReason =
  /** The best way, for a write as far as the primary. */
  | { readonly kind: 'nearest' }
  /** The best way for this request's bookmark: a nearer region lacks its data. */
  | { readonly kind: 'fresher'; readonly than: string }
  | { readonly kind: 'next-best' }
  /** The primary's region, by the rule. */
  | { readonly kind: 'home' }
  /** In the rule's own order. */
  | { readonly kind: 'preferred' }
  /** By an operator's pin, or by the rule's own. */
  | { readonly kind: 'pinned'; readonly by: Pin | 'rule' }
  /** The lot passed it over in favour of the one before. */
  | { readonly kind: 'weighted-away'; readonly weight: number; readonly lot: number }
  /** For want of a better one: its circuit is open, pinned or not; its weight is 0; it is drained. */
  | {
      readonly kind: 'last-resort'
      readonly why: 'circuit' | 'weight' | 'drain'
      readonly pinnedBy?: Pin | 'rule'
    }

/** Why a region is not tried. */
export type LeftOutReason =
  /** The rule's `only` leaves it out. */
  | { readonly kind: 'not-allowed' }
  /** A read that goes to the primary's region goes nowhere else. */
  | { readonly kind: 'not-home' }
  /** The rule keeps a write to one try. */
  | { readonly kind: 'one-try' }

export type Place = {
  readonly region: RegionConfig
} & (
  | {
      /** From 1. */
      readonly place: number
      readonly reason: TryReason
    }
  | { readonly place: undefined; readonly reason: LeftOutReason }
)

export type PlannedAttempt = {
  readonly region: RegionConfig
  readonly reason: TryReason['kind']
  /** Whether it was known to fail such requests when it was planned. */
  readonly isUnwell: boolean
}

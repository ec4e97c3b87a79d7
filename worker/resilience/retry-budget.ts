/**
 * A token bucket that keeps tries which nobody asked for a fraction of the traffic, so that failing regions are not
 * flooded: retries from a full one, hedges from one that is nearly empty.
 * Pure: no I/O, no clock, no randomness.
 */
export type RetryBudget = { readonly tokens: number }

/** Each request earns this share of a retry. */
const EARNED_PER_REQUEST = 0.2
/** Enough for the requests that are under way when a region dies. */
const CAPACITY = 100
/** Hedges are for the odd late answer, not for a region that is late. */
const HEDGE_CAPACITY = 10

export const FULL_BUDGET: RetryBudget = { tokens: CAPACITY }
export const FIRST_HEDGE: RetryBudget = { tokens: 1 }

export function earn({ tokens }: RetryBudget): RetryBudget {
  return { tokens: Math.min(CAPACITY, tokens + EARNED_PER_REQUEST) }
}

/** @param share of the reads that may be sent twice. */
export function earnHedge({ tokens }: RetryBudget, share: number): RetryBudget {
  return { tokens: Math.min(HEDGE_CAPACITY, tokens + share) }
}

/** @returns the budget after one try, or undefined when it is used up. */
export function spend({ tokens }: RetryBudget): RetryBudget | undefined {
  return tokens >= 1 ? { tokens: tokens - 1 } : undefined
}

/** @returns how much is left of the budget for retries, from 0 to 1. */
export function shareLeft({ tokens }: RetryBudget): number {
  return tokens / CAPACITY
}

/**
 * A token bucket that keeps retries a fraction of the traffic, so that failing regions are not flooded.
 * Pure: no I/O, no clock, no randomness.
 */
export type RetryBudget = { readonly tokens: number }

/** Each request earns this share of a retry. */
const EARNED_PER_REQUEST = 0.2
/** Enough for the requests that are under way when a region dies. */
const CAPACITY = 100

export const FULL_BUDGET: RetryBudget = { tokens: CAPACITY }

export function earn({ tokens }: RetryBudget): RetryBudget {
  return { tokens: Math.min(CAPACITY, tokens + EARNED_PER_REQUEST) }
}

/** @returns the budget after one retry, or undefined when it is used up. */
export function spend({ tokens }: RetryBudget): RetryBudget | undefined {
  return tokens >= 1 ? { tokens: tokens - 1 } : undefined
}

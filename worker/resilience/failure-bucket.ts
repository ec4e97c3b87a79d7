/**
 * A token bucket of the failures that are borne from one side before it is not listened to for a while.
 * Pure: no I/O, no clock, no randomness.
 */
export type FailureBucket = { readonly tokens: number; readonly atMs: number }

const CAPACITY = 20
const REFILL_MS = 3000

export function fullBucket(nowMs: number): FailureBucket {
  return { tokens: CAPACITY, atMs: nowMs }
}

/** @returns the bucket after one more failure. */
export function onRefusal(bucket: FailureBucket, nowMs: number): FailureBucket {
  return { tokens: Math.max(0, tokensAt(bucket, nowMs) - 1), atMs: nowMs }
}

/** @returns how long nothing is listened to, in milliseconds; 0 where it is. */
export function refusedForMs(bucket: FailureBucket, nowMs: number): number {
  const missing = 1 - tokensAt(bucket, nowMs)
  return missing > 0 ? Math.ceil(missing * REFILL_MS) : 0
}

function tokensAt({ tokens, atMs }: FailureBucket, nowMs: number): number {
  return Math.min(CAPACITY, tokens + Math.max(0, nowMs - atMs) / REFILL_MS)
}

/**
 * How long what was learned of a way speaks against the map. A round trip that was held up is far above what the map says; on
 * an edge with few requests nobody asks again. Pure: no I/O, no clock, no randomness.
 */
import type { Estimate } from './estimate.ts'

/** Older than that are only estimates of an edge that is idle: with a request every ten seconds each is confirmed by then. */
const SPEAKS_LEAST_MS = 20_000
/** Two bad moments, hours apart, are no hours of a bad way. */
const SPEAKS_MOST_MS = 600_000
const FADES_MS = 20_000

/**
 * No real way is much longer: of the measured ones of this project's cities to its regions none is above 1.7 times what
 * the map says. What is below this keeps its say for good, for nothing makes an answer faster than its way is.
 */
const PLAUSIBLE = 2
const PLAUSIBLE_MORE_MS = 10

/**
 * A way that is long for good is found again each time, and so believed longer and longer.
 * @param sinceMs since when the estimate says what it says.
 * @param confirmedMs when that was last confirmed.
 * @returns until when it speaks in full, without being confirmed again: for as long as it has held.
 */
export function speaksUntil(sinceMs: number, confirmedMs: number): number {
  const heldMs = confirmedMs - sinceMs
  return confirmedMs + Math.min(SPEAKS_MOST_MS, Math.max(SPEAKS_LEAST_MS, heldMs))
}

/**
 * @param mapMs what the map says of the same way, in milliseconds.
 * @returns the round trip to expect, in milliseconds: the estimate, or where that is old and far above the map, less and at
 *   last no more than what is plausible.
 */
export function expectedMs({ rttMs, speaksUntilMs }: Estimate, mapMs: number, nowMs: number): number {
  const excessMs = rttMs - (PLAUSIBLE * mapMs + PLAUSIBLE_MORE_MS)
  if (excessMs <= 0) return rttMs
  const fadedShare = Math.min(1, Math.max(0, (nowMs - speaksUntilMs) / FADES_MS))
  return rttMs - fadedShare * excessMs
}

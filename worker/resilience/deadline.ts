/** How long one try may take until its headers arrive. Pure: no I/O, no clock, no randomness. */

export type Timeouts = { readonly perTryMs: number; readonly totalMs: number }

/**
 * A try with another one behind it gets its share; the last one gets all that is left.
 * @returns milliseconds; 0 or less: the deadline has passed.
 */
export function tryTimeoutMs(timeouts: Timeouts, elapsedMs: number, isLast: boolean): number {
  const leftMs = timeouts.totalMs - elapsedMs
  return isLast ? leftMs : Math.min(timeouts.perTryMs, leftMs)
}

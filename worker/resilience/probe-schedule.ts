/** Which regions to ask how far they are, now. Pure: no I/O, no clock, no randomness. */

export const PROBE_INTERVAL_MS = 10_000

/**
 * A region is due that has neither been probed nor answered within the interval.
 * @param lastSeenMs by region id: when it was last probed or answered, Unix time in milliseconds.
 */
export function dueForProbe(
  ids: readonly string[],
  lastSeenMs: ReadonlyMap<string, number>,
  nowMs: number,
): readonly string[] {
  return ids.filter((id) => nowMs - (lastSeenMs.get(id) ?? Number.NEGATIVE_INFINITY) >= PROBE_INTERVAL_MS)
}

/** Which regions to ask how far they are, now. Pure: no I/O, no clock, no randomness. */

export const PROBE_INTERVAL_MS = 10_000
/** All isolates have seen a region fail at the same time: they must not all ask again at the same time. */
const JITTER_MS = 2000

/** @param dueMs by region id: see {@link nextProbeMs}; a region without one has never been seen. */
export function dueForProbe(
  ids: readonly string[],
  dueMs: ReadonlyMap<string, number>,
  nowMs: number,
): readonly string[] {
  return ids.filter((id) => nowMs >= (dueMs.get(id) ?? Number.NEGATIVE_INFINITY))
}

/**
 * @param nowMs when the region was probed, or its distance learned.
 * @returns when it is due for a probe if nothing is learned from it until then.
 */
export function nextProbeMs(nowMs: number): number {
  return nowMs + PROBE_INTERVAL_MS
}

/** @param random from 0 to 1. */
export function jitterMs(random: number): number {
  return JITTER_MS * random
}

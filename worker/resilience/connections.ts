/**
 * Which requests to a region find a warm connection. One that opens its own pays for that with a round trip or more, and
 * does not tell the distance. Pure: no I/O, no clock, no randomness.
 */

/** When each connection that no request is on was last used, Unix times in milliseconds, oldest first. */
export type Connections = readonly number[]

/** The runtime closes a connection after so long without use, and takes the one that was used last. */
const IDLE_TIMEOUT_MS = 5000
/** More than a gateway's isolate has under way to one region. */
const MOST = 100

/** A request sets out. */
export function take(
  free: Connections,
  nowMs: number,
): { readonly free: Connections; readonly isWarm: boolean } {
  const lastMs = free.at(-1)
  const isWarm = lastMs !== undefined && nowMs - lastMs < IDLE_TIMEOUT_MS
  return { free: isWarm ? free.slice(0, -1) : [], isWarm }
}

/** Its answer came. */
export function giveBack(free: Connections, nowMs: number): Connections {
  return [...free, nowMs].slice(-MOST)
}

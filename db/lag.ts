import type { Observation } from './observe.ts'

/** How far a server's data is behind the primary's; zero for the primary itself. */
export type Lag = {
  /** null where nothing is known to say how old the data is. */
  readonly ms: number | null
  readonly bytes: number
}

/**
 * Measures replication lag. Pure.
 *
 * The age of the last replayed commit alone would make every idle primary look like lag. So a replica that streams and
 * has replayed all it knows of is 0 behind, and one that has not is at most as old as the last time that it had.
 *
 * @param caughtUpAtMs when the server was last seen with no lag, undefined if never; same clock as `nowMs`.
 */
export function measureLag(seen: Observation, caughtUpAtMs: number | undefined, nowMs: number): Lag {
  if (seen.role === 'primary') return { ms: 0, bytes: 0 }
  if (seen.streaming && seen.lagBytes === 0) return { ms: 0, bytes: 0 }
  const bounds = [seen.replayAgeMs, caughtUpAtMs === undefined ? null : nowMs - caughtUpAtMs]
  const known = bounds.filter((bound) => bound !== null)
  return { ms: known.length === 0 ? null : Math.max(0, Math.min(...known)), bytes: seen.lagBytes }
}

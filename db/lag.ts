import type { Observation } from './observe.ts'

/** The heartbeat's period, see db/keeper.ts. */
export const HEARTBEAT_MS = 1_000

/** A replica whose last heartbeat is older than this is behind, whatever it says: its stream may hang in a black hole. */
export const HEARTBEAT_OVERDUE_MS = 3 * HEARTBEAT_MS

/** How far a server's data is behind the primary's; zero for the primary itself. */
export type Lag = { readonly ms: number; readonly bytes: number }

/**
 * Measures replication lag. Pure.
 *
 * The age of the last replayed commit would make every idle primary look like lag; the heartbeat's does not, since the
 * primary is never idle for longer than its period. A replica that streams and has replayed all that it knows of is 0
 * behind unless its heartbeat is overdue.
 */
export function measureLag(seen: Observation): Lag {
  if (seen.role === 'primary') return { ms: 0, bytes: 0 }
  const { streaming, lagBytes, heartbeatAgeMs } = seen
  const isCaughtUp = streaming && lagBytes === 0 && heartbeatAgeMs < HEARTBEAT_OVERDUE_MS
  return { ms: isCaughtUp ? 0 : Math.max(0, heartbeatAgeMs), bytes: lagBytes }
}

/** May a read be answered from this server, as it was last seen? Pure: the clock is an argument. */
import type { Position } from '../protocol/position.ts'
import { type History, placeOf } from './history.ts'
import { HEARTBEAT_OVERDUE_MS } from './lag.ts'
import type { Reachable, Watched } from './watch.ts'

/** What a read asks of the data. */
export type Demand<P extends Position = Position> = {
  /** What its client has seen; all of it must be there. */
  readonly seen: readonly P[]
  /** How much older than the primary's the data may be, in milliseconds; undefined where that does not matter. */
  readonly maxAgeMs: number | undefined
}

export type Admission<P extends Position = Position> =
  | { readonly kind: 'ready' }
  /** Not replayed yet; `hopeless` where it will not be soon. */
  | { readonly kind: 'behind'; readonly hopeless: boolean }
  /** Older than the read allows. */
  | { readonly kind: 'stale' }
  /** Seen on a branch that a failover has cut off at `end`, and no other position is in the way. */
  | { readonly kind: 'abandoned'; readonly seen: P; readonly end: bigint }
  /** Seen beyond the end of the primary's own log: nobody was ever given such a position by this database. */
  | { readonly kind: 'ahead'; readonly seen: P }
  /** Not to be read from: out of reach, or on a branch that is none of the primary's. */
  | { readonly kind: 'out'; readonly why: string }

export type Newest = {
  /** Of the database that all of it is about, where that is known. */
  readonly epoch?: number | undefined
  readonly highest: number
  readonly history: History | undefined
}

/** @param nowMs on the clock of the watcher. */
export function admit<P extends Position>(
  watched: Watched,
  newest: Newest,
  demand: Demand<P>,
  nowMs: number,
): Admission<P> {
  if (watched.state !== 'reachable')
    return { kind: 'out', why: watched.state === 'unknown' ? 'is not known yet' : 'is out of reach' }
  const fenced = fencedBecause(watched, newest)
  if (fenced) return { kind: 'out', why: fenced }
  const { seen, identity } = watched
  for (const position of demand.seen) {
    const place = placeOf(identity.history, position)
    if (place.kind === 'abandoned') return { kind: 'abandoned', seen: position, end: place.end }
    if (place.kind === 'on-branch' && position.lsn <= seen.position.lsn) continue
    if (place.kind === 'on-branch' && seen.role === 'primary') return { kind: 'ahead', seen: position }
    return { kind: 'behind', hopeless: ageMs(watched, nowMs) > HEARTBEAT_OVERDUE_MS }
  }
  if (demand.maxAgeMs !== undefined && ageMs(watched, nowMs) > demand.maxAgeMs) return { kind: 'stale' }
  return { kind: 'ready' }
}

/** @returns the most that the server's data may be older than the primary's now, in milliseconds. */
export function ageMs({ seen, atMs }: Reachable, nowMs: number): number {
  return seen.role === 'primary' ? 0 : Math.max(0, seen.heartbeatAgeMs) + Math.max(0, nowMs - atMs)
}

/** @returns why the server's data is none to be shown: it is of a branch that a failover has cut off, or of another database. */
export function fencedBecause(
  { seen: { role, position }, identity }: Reachable,
  { epoch, highest, history }: Newest,
): string | undefined {
  if (epoch !== undefined && identity.epoch !== epoch)
    return 'is of another database than the one that is known'
  if (identity.history.timeline >= highest) return undefined
  if (role === 'primary')
    return `is the primary of timeline ${position.timeline}, and ${highest} has been seen`
  // A replica that has not followed yet is late; one that has replayed more than the new primary had is lost.
  return history && placeOf(history, position).kind === 'abandoned'
    ? `has replayed more of timeline ${position.timeline} than timeline ${highest} goes on from`
    : undefined
}

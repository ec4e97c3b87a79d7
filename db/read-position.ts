/** The position that a read's rows stand on, as it is told behind them in the read's own flight. Pure. */
import { type Position, parseLsn } from '../protocol/position.ts'

/** What a server has told of itself behind a read. */
export type Told = {
  /** At or after the read's snapshot: flushed on the primary, replayed on a replica. */
  readonly position: Position
  readonly role: 'primary' | 'replica'
  /** See `Observation` in db/observe.ts. */
  readonly incarnation: string
}

/** A row of {@link POSITION_BEHIND_SQL}, as Postgres writes it. */
export type PositionFields = readonly (string | null)[]

/**
 * Columns: position, received, in recovery, timeline, milliseconds that it all has taken in the server. In this order: a server
 * that goes over to a later timeline in between then tells that one with a position from before, which is part of it.
 */
export const POSITION_BEHIND_SQL = `
  select
    case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end,
    case when pg_is_in_recovery() then pg_last_wal_receive_lsn() end,
    pg_is_in_recovery(),
    case when pg_is_in_recovery()
      then coalesce((pg_stat_get_wal_receiver()).received_tli, nearside_wal_timeline(pg_last_wal_replay_lsn()))
      else ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int
    end,
    (extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)::int`

/** @throws Error where the fields are none of a position. */
export function readTold([lsnText, , inRecovery, timeline]: PositionFields, incarnation: string): Told {
  const lsn = parseLsn(lsnText ?? '')
  if (lsn === undefined || !timeline) throw new Error(`the server tells no position: ${lsnText} ${timeline}`)
  const position = { timeline: Number(timeline), lsn }
  return { position, role: inRecovery === 't' ? 'replica' : 'primary', incarnation }
}

/**
 * A replica shows a commit an instant before it counts its record as replayed. So the position behind a read is certain to
 * contain all that the read has shown only where nothing was left to replay.
 * @returns whether it is; else the replica is to be asked once more.
 */
export function isSettled([replayed, received, inRecovery]: PositionFields): boolean {
  return inRecovery !== 't' || replayed === received
}

const SERVER_MS_COLUMN = 4

/** @returns how long the statements before it have taken in the server, in milliseconds. */
export function serverMs(fields: PositionFields): number {
  return Number(fields[SERVER_MS_COLUMN])
}

/** @returns what was told later; of the reads themselves only the first one knows how long they took. */
export function withServerMsOf(first: PositionFields, again: PositionFields): PositionFields {
  return again.map((field, column) => (column === SERVER_MS_COLUMN ? (first[column] ?? null) : field))
}

/** @returns whether two answers say the same, as they mostly do: a log that is idle moves once a second. */
export function isSame(a: PositionFields, b: PositionFields): boolean {
  return a[0] === b[0] && a[3] === b[3] && a[2] === b[2]
}

/** @returns the one that knows more, of one life of one server. */
export function later(a: Told, b: Told): Told {
  if (a.position.timeline !== b.position.timeline) return a.position.timeline > b.position.timeline ? a : b
  return a.position.lsn > b.position.lsn ? a : b
}

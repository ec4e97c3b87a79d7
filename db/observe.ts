import type { Sql } from 'postgres'
import { epochOf } from '../protocol/bookmark.ts'
import { type Position, parseLsn } from '../protocol/position.ts'
import { type History, parseHistory } from './history.ts'

/** What one server says of itself at one moment. */
export type Observation = {
  /** What reads see: flushed on the primary, replayed on a replica. */
  readonly position: Position
  /** When the server process started: two observations with the same one are of one life of one server. */
  readonly incarnation: string
} & (
  | { readonly role: 'primary' }
  | {
      readonly role: 'replica'
      /** Whether the WAL receiver has a connection to its primary. */
      readonly streaming: boolean
      /** Log that the replica knows of and has not replayed. */
      readonly lagBytes: number
      /** Since the last heartbeat that was replayed: the data is at most so old. Infinity before the first. */
      readonly heartbeatAgeMs: number
    }
)

/**
 * Asks a server for its role and position in one query.
 *
 * A replica's timeline is the one that it receives; without a receiver, the one of its newest log. Never the control
 * file's: that one names the old timeline long after a promotion upstream.
 */
export async function observe(sql: Sql): Promise<Observation> {
  const [row] = await sql<Row[]>`
    select
      in_recovery as "inRecovery",
      at.lsn::text as lsn,
      case when in_recovery
        then coalesce(receiver.received_tli, nearside_wal_timeline(at.lsn))
        else ('x' || left(pg_walfile_name(at.lsn), 8))::bit(32)::int
      end as timeline,
      pg_postmaster_start_time()::text as incarnation,
      coalesce(receiver.status = 'streaming', false) as streaming,
      case when in_recovery then greatest(0, pg_wal_lsn_diff(
        greatest(receiver.latest_end_lsn, pg_last_wal_receive_lsn()), at.lsn)) end::float8 as "lagBytes",
      (extract(epoch from clock_timestamp() - (select at from nearside_heartbeat)) * 1000)::float8 as "heartbeatAgeMs"
    from (select pg_is_in_recovery() as in_recovery) server
      cross join lateral (
        select case when in_recovery then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end as lsn) at
      left join pg_stat_wal_receiver receiver on true`
  const lsn = parseLsn(row?.lsn ?? '')
  if (!row || lsn === undefined || row.timeline === null)
    throw new Error(`the server tells no position: ${JSON.stringify(row)}`)
  const seen = { position: { timeline: row.timeline, lsn }, incarnation: row.incarnation }
  if (!row.inRecovery) return { ...seen, role: 'primary' }
  const { streaming, lagBytes, heartbeatAgeMs } = row
  return {
    ...seen,
    role: 'replica',
    streaming,
    lagBytes: lagBytes ?? 0,
    heartbeatAgeMs: heartbeatAgeMs ?? Number.POSITIVE_INFINITY,
  }
}

type Row = {
  readonly inRecovery: boolean
  readonly lsn: string | null
  readonly timeline: number | null
  readonly incarnation: string
  readonly streaming: boolean
  readonly lagBytes: number | null
  readonly heartbeatAgeMs: number | null
}

/** Which database a server holds and how its timeline came to be: what stays the same while the timeline does. */
export type Identity = { readonly epoch: number; readonly history: History }

/** @returns undefined where a replica has not received the history of that timeline yet. */
export async function identify(sql: Sql, timeline: number): Promise<Identity | undefined> {
  const [row] = await sql<{ system: string; history: string | null }[]>`
    select system_identifier::text as system, nearside_timeline_history(${timeline}) as history
    from pg_control_system()`
  return row && identityOf(row.system, timeline, row.history)
}

/** @param history the text of the timeline's history file; the first timeline has none. */
export function identityOf(system: string, timeline: number, history: string | null): Identity | undefined {
  if (history === null && timeline > 1) return undefined
  return { epoch: epochOf(system), history: parseHistory(timeline, history ?? '') }
}

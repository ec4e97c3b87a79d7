import type { Sql } from 'postgres'
import { type Position, parseLsn } from '../protocol/position.ts'

/** What one server says of itself at one moment. */
export type Observation =
  | { readonly role: 'primary'; readonly position: Position }
  | {
      readonly role: 'replica'
      /** What has been replayed, so what a read sees. */
      readonly position: Position
      /** Whether the WAL receiver has a connection to its primary. */
      readonly streaming: boolean
      /** Log that the replica knows of and has not replayed. */
      readonly lagBytes: number
      /** Since the commit time of the last transaction replayed; null before the first. Grows while the primary is idle. */
      readonly replayAgeMs: number | null
    }

/**
 * Asks a server for its role and position in one query.
 *
 * A replica's timeline is the received one: the control file still names the old timeline long after a promotion
 * upstream. It is the fallback only, while no WAL receiver runs.
 */
export async function observe(sql: Sql): Promise<Observation> {
  const [row] = await sql<Row[]>`
    select
      in_recovery as "inRecovery",
      (case when in_recovery then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end)::text as lsn,
      case when in_recovery
        then coalesce(receiver.received_tli, (
          select greatest(last.timeline_id, recovery.min_recovery_end_timeline)
          from pg_control_checkpoint() last, pg_control_recovery() recovery))
        else ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int
      end as timeline,
      coalesce(receiver.status = 'streaming', false) as streaming,
      case when in_recovery then greatest(0, pg_wal_lsn_diff(
        greatest(receiver.latest_end_lsn, pg_last_wal_receive_lsn()), pg_last_wal_replay_lsn())) end::float8
        as "lagBytes",
      (extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 as "replayAgeMs"
    from (select pg_is_in_recovery() as in_recovery) server
      left join pg_stat_wal_receiver receiver on true`
  const lsn = parseLsn(row?.lsn ?? '')
  if (!row || lsn === undefined) throw new Error(`the server tells no position: ${JSON.stringify(row)}`)
  const position = { timeline: row.timeline, lsn }
  if (!row.inRecovery) return { role: 'primary', position }
  const { streaming, lagBytes, replayAgeMs } = row
  return { role: 'replica', position, streaming, lagBytes: lagBytes ?? 0, replayAgeMs }
}

type Row = {
  readonly inRecovery: boolean
  readonly lsn: string | null
  readonly timeline: number
  readonly streaming: boolean
  readonly lagBytes: number | null
  readonly replayAgeMs: number | null
}

/** Looks into the databases of a planet, as their owner and from beside them: over no link. */
import postgres, { type Sql } from 'postgres'
import { databaseUrl } from './database-urls.ts'
import type { Passwords } from './state.ts'

export type DatabaseFacts = {
  readonly role: 'primary' | 'replica'
  readonly timeline: number
  /** What a primary has flushed or a replica has replayed. */
  readonly lsn: string
  /** A replica: what it has received. */
  readonly receivedLsn: string | null
  /** A replica: whether it streams from its primary. */
  readonly connected: boolean
  readonly replayPaused: boolean
  /** A replica: how long ago the last transaction that it replayed was committed. */
  readonly replayAgeMs: number | null
}

export type Inspection = {
  /** @returns undefined where the database does not answer. */
  facts(): Promise<DatabaseFacts | undefined>
  pauseReplay(): Promise<void>
  resumeReplay(): Promise<void>
  close(): Promise<void>
}

/** Opens nothing before it is asked. */
export function inspect(port: number, passwords: Passwords): Inspection {
  const sql = postgres(databaseUrl('owner', passwords, port), {
    max: 1,
    fetch_types: false,
    connect_timeout: 2,
    onnotice: () => {},
    connection: { application_name: 'planet' },
  })
  return {
    facts: () => within(readFacts(sql)),
    pauseReplay: async () => {
      await sql`select pg_wal_replay_pause()`
    },
    resumeReplay: async () => {
      await sql`select pg_wal_replay_resume() where pg_is_in_recovery()`
    },
    close: () => sql.end({ timeout: 1 }),
  }
}

/** @returns the bytes from one LSN to another; none where `from` is ahead. */
export function lsnDistance(from: string, to: string): number {
  return Math.max(0, Number(parseLsn(to) - parseLsn(from)))
}

function parseLsn(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

const TIMEOUT_MS = 2000

async function within(facts: Promise<DatabaseFacts | undefined>): Promise<DatabaseFacts | undefined> {
  const timer = new AbortController()
  const late = new Promise<undefined>((resolve) => {
    const id = setTimeout(resolve, TIMEOUT_MS, undefined)
    timer.signal.addEventListener('abort', () => clearTimeout(id))
  })
  try {
    return await Promise.race([facts.catch(() => undefined), late])
  } finally {
    timer.abort()
  }
}

/** One statement for both roles: CASE keeps each from what the other alone can answer. */
async function readFacts(sql: Sql): Promise<DatabaseFacts | undefined> {
  const [row] = await sql<[DatabaseFacts?]>`
    select
      case when standby then 'replica' else 'primary' end as "role",
      case when standby
        then coalesce((select received_tli from pg_stat_wal_receiver), (select timeline_id from pg_control_checkpoint()))
        else ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int
      end as "timeline",
      case when standby then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end::text as "lsn",
      case when standby then pg_last_wal_receive_lsn() end::text as "receivedLsn",
      exists (select from pg_stat_wal_receiver where status = 'streaming') as "connected",
      case when standby then pg_is_wal_replay_paused() else false end as "replayPaused",
      (extract(epoch from now() - pg_last_xact_replay_timestamp()) * 1000)::float8 as "replayAgeMs"
    from (select pg_is_in_recovery() as standby)`
  return row
}

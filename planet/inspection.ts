/** Looks into the databases of a planet, as their owner and from beside them: over no link. */
import postgres, { type Sql } from 'postgres'
import { databaseTrouble } from '../db/database-error.ts'
import { measureLag } from '../db/lag.ts'
import { type Observation, observe } from '../db/observe.ts'
import { formatLsn } from '../protocol/position.ts'
import { databaseUrl } from './database-urls.ts'
import type { Passwords } from './state.ts'

/** What the region's readyz tells, and whether replay is paused. */
export type DatabaseFacts = {
  readonly role: Observation['role']
  readonly timeline: number
  /** What a primary has flushed or a replica has replayed. */
  readonly lsn: string
  /** Whether the log arrives: always on the primary. */
  readonly streaming: boolean
  readonly lagBytes: number
  /** null where nothing is known to say how old the data is. */
  readonly lagMs: number | null
  readonly replayPaused: boolean
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
    connect_timeout: TIMEOUT_MS / 1000,
    onnotice: () => {},
    connection: { application_name: 'planet' },
  })

  async function look(): Promise<DatabaseFacts> {
    const [seen, replayPaused] = await Promise.all([observe(sql), isReplayPaused(sql)])
    const lag = measureLag(seen)
    return {
      role: seen.role,
      timeline: seen.position.timeline,
      lsn: formatLsn(seen.position.lsn),
      streaming: seen.role === 'primary' || seen.streaming,
      lagBytes: lag.bytes,
      lagMs: Number.isFinite(lag.ms) ? Math.round(lag.ms) : null,
      replayPaused,
    }
  }

  return {
    facts: () => within(look()),
    pauseReplay: async () => {
      await sql`select pg_wal_replay_pause()`
    },
    resumeReplay: async () => {
      // What is replayed at once may be in conflict with the very query that let it.
      const resume = () => sql`select pg_wal_replay_resume() where pg_is_in_recovery()`
      await resume().catch((error) =>
        databaseTrouble(error) === 'conflict' ? resume() : Promise.reject(error),
      )
    },
    close: () => sql.end({ timeout: 1 }),
  }
}

/** A database that is made as slow as can be answers a new connection after a few stops. */
const TIMEOUT_MS = 10_000

async function isReplayPaused(sql: Sql): Promise<boolean> {
  const [row] = await sql<[{ paused: boolean }?]>`
    select case when pg_is_in_recovery() then pg_is_wal_replay_paused() else false end as paused`
  return row?.paused ?? false
}

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

import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

/** What a read may do with its region's own server. Raw SQL that writes anyhow ends in SQLSTATE 25006. */
export type ReadHandle = Pick<
  PostgresJsDatabase,
  'select' | 'selectDistinct' | 'selectDistinctOn' | 'with' | '$with' | '$count' | 'execute'
>

/** A Drizzle transaction on the region's own server, where that is the primary. */
export type Transaction = Parameters<Parameters<PostgresJsDatabase['transaction']>[0]>[0]

export type Reader = { readonly db: ReadHandle; close(): Promise<void> }

export type Writer = {
  /** A throw inside `work` rolls back and comes out again. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** `connections` is the most that are open at once; each is opened when it is first needed. */
export type ConnectOptions = { readonly connections?: number }

const CLOSE_TIMEOUT_S = 1
/** In the server: its answer after it would find nobody waiting. */
const STATEMENT_TIMEOUT_MS = 5_000

/**
 * The read handle: one pool to one server address, read-only, every statement its own transaction,
 * so that no snapshot stands in the way of a replica's replay.
 */
export function connectReader(url: string, { connections = 10 }: ConnectOptions = {}): Reader {
  const sql = postgres(url, {
    ...POOL,
    max: connections,
    connection: {
      application_name: 'nearside-read',
      default_transaction_read_only: true,
      statement_timeout: STATEMENT_TIMEOUT_MS,
    },
  })
  return { db: drizzle(sql), close: () => sql.end({ timeout: CLOSE_TIMEOUT_S }) }
}

/** Transactions that read between their writes: only for a primary next door, each statement is a round trip. */
export function connectWriter(url: string, { connections = 4 }: ConnectOptions = {}): Writer {
  const sql = postgres(url, {
    ...POOL,
    max: connections,
    connection: {
      application_name: 'nearside-interactive',
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
    },
  })
  const db = drizzle(sql)
  return {
    transaction: (work) => db.transaction(work),
    close: () => sql.end({ timeout: CLOSE_TIMEOUT_S }),
  }
}

/** `fetch_types` would cost a round trip on every connection, for array types that no table here has. */
const POOL = {
  fetch_types: false,
  max_lifetime: null,
  idle_timeout: 0,
  connect_timeout: 3,
  backoff: () => 0.05,
  onnotice: () => {},
} as const

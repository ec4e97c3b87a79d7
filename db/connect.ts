import { sql as rawSql } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Position } from '../protocol/position.ts'
import { countUse, type PoolUse } from './pool-use.ts'
import { POSITION_SQL, parsePosition } from './position.ts'
import { STATEMENT_TIMEOUT_MS } from './read-connection.ts'
import { drizzleOver } from './read-driver.ts'
import { createReadPool } from './read-pool.ts'
import type { Told } from './read-position.ts'
import { verified } from './tls.ts'

/** What a read may do with its region's own server. Raw SQL that writes anyhow ends in SQLSTATE 25006. */
export type ReadHandle = Pick<
  PostgresJsDatabase,
  'select' | 'selectDistinct' | 'selectDistinctOn' | 'with' | '$with' | '$count' | 'execute'
>

/** A Drizzle transaction on the region's own server, where that is the primary. */
export type Transaction = Parameters<Parameters<PostgresJsDatabase['transaction']>[0]>[0]

export type Reader = {
  readonly db: ReadHandle
  /** The server's latest position that its reads have brought; behind a read it is at or after that one's snapshot. */
  readonly told: Told | undefined
  readonly use: PoolUse
  close(): Promise<void>
}

export type Writer = {
  /** A throw inside `work` rolls back and comes out again. @throws PositionUnknown where it stands, and nothing says where. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<Committed<T>>
  readonly use: PoolUse
  close(): Promise<void>
}

export type Committed<T> = {
  readonly value: T
  /** At or after the commit. */
  readonly position: Position
}

/** The transaction has committed, and the server was lost before it told its position. */
export class PositionUnknown extends Error {}

/** `connections` is the most that are open at once; each is opened when it is first needed. */
export type ConnectOptions = { readonly connections?: number }

const CLOSE_TIMEOUT_S = 1
/** At once, to one primary. */
const TRANSACTIONS = 4

/**
 * The read handle: one pool to one server address, read-only, every statement its own transaction,
 * so that no snapshot stands in the way of a replica's replay.
 */
export function connectReader(url: string, { connections = 10 }: ConnectOptions = {}): Reader {
  const pool = createReadPool(url, { connections })
  return {
    db: drizzleOver(pool),
    get told() {
      return pool.told
    },
    get use() {
      return pool.use
    },
    close: pool.close,
  }
}

/** Transactions that read between their writes: only for a primary next door, each statement is a round trip. */
export function connectWriter(url: string, { connections = TRANSACTIONS }: ConnectOptions = {}): Writer {
  const [address, tls] = verified(url)
  const sql = postgres(address, {
    ...POOL,
    ...tls,
    max: connections,
    connection: {
      application_name: 'nearside-interactive',
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      // Else the position behind a commit may not contain it.
      synchronous_commit: 'on',
      statement_timeout: STATEMENT_TIMEOUT_MS,
    },
  })
  const db = drizzle(sql)
  const counter = countUse(connections)

  async function transact<T>(work: (tx: Transaction) => Promise<T>): Promise<Committed<T>> {
    let timeline: number | undefined
    const value = await db.transaction(async (tx) => {
      timeline = (await positionOf(async (text) => [...(await tx.execute(rawSql.raw(text)))])).timeline
      return work(tx)
    })
    const position = await positionOf((text) => sql.unsafe(text))
    // Another server has come under the name meanwhile: where the commit stands, it does not know.
    if (position.timeline !== timeline) throw new PositionUnknown('the primary was replaced behind a commit')
    return { value, position }
  }

  return {
    transaction: (work) => counter.during(() => transact(work)),
    get use() {
      return counter.use
    },
    close: () => sql.end({ timeout: CLOSE_TIMEOUT_S }),
  }
}

/**
 * A writer that follows the primary: each transaction goes to the server that `urlOf` names then.
 * @throws where it names none.
 */
export function connectWriterTo(urlOf: () => string | undefined, options: ConnectOptions = {}): Writer {
  const writers = new Map<string, Writer>()
  return {
    async transaction(work) {
      const url = urlOf()
      if (url === undefined) throw new PrimaryUnknown('no server is known to be the primary')
      const writer = writers.get(url) ?? connectWriter(url, options)
      writers.set(url, writer)
      return writer.transaction(work)
    },
    get use() {
      const uses = [...writers.values()].map(({ use }) => use)
      const sum = (part: 'inUse' | 'waiting') => uses.reduce((total, use) => total + use[part], 0)
      const most = options.connections ?? TRANSACTIONS
      return { most, inUse: sum('inUse'), idle: undefined, waiting: sum('waiting') }
    },
    async close() {
      await Promise.all([...writers.values()].map((writer) => writer.close()))
    },
  }
}

/** Reads like a server that can't be reached. */
class PrimaryUnknown extends Error {
  readonly code = 'CONNECTION_CLOSED'
}

async function positionOf(ask: (text: string) => Promise<readonly object[]>): Promise<Position> {
  const [row] = await ask(POSITION_SQL).catch(() => [])
  const [lsn, timeline] = Object.values(row ?? {})
  const position = parsePosition(lsn, timeline)
  if (!position) throw new PositionUnknown('the position behind a commit is not known')
  return position
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

import type { Duplex } from 'node:stream'
import pg from 'pg'
import { serialize } from 'pg-protocol'
import { type Answer, ConnectionLost, coded, exchange } from './read-exchange.ts'
import { isSettled, POSITION_BEHIND_SQL, type PositionFields, withServerMsOf } from './read-position.ts'
import { createStatements, isGone, isOutdated, type ReadQuery, type Statement } from './read-statements.ts'
import { type Column, encodeValues } from './read-values.ts'

export type Read = Answer & { readonly columns: readonly Column[] }

export type Reads = {
  /** Of each query, in their order. */
  readonly reads: readonly Read[]
  /** The server's position at or after the snapshots of all their rows; empty where it tells none, which `readTold` throws. */
  readonly position: PositionFields
}

export type ReadConnection = {
  /** Of the server at its other end; see `Observation` in db/observe.ts. */
  readonly incarnation: string
  /** Settles when the connection has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** False once the connection is known to be ending. */
  readonly usable: boolean
  /** Whether the query's statement is prepared here. */
  knows(query: ReadQuery): boolean
  /**
   * Queries that go together, each under a snapshot of its own: where one fails none has an answer. Several only if all are
   * known; never any before the last ones have settled.
   * @throws the server's error, of the first query that has one; a {@link NoAnswer} or `ConnectionLost` where the connection is
   * lost; a TypeError where a parameter can't be written.
   */
  run(queries: readonly ReadQuery[]): Promise<Reads>
  /** Takes leave of the server. */
  close(): void
  /** Ends it at once: what is under way fails with that error. */
  destroy(error: Error): void
}

/** In the server: its answer after it would find nobody waiting. */
export const STATEMENT_TIMEOUT_MS = 5_000
const CONNECT_TIMEOUT_MS = 3_000

/**
 * Opens a connection whose reads bring their position along. A statement is prepared when it is first run, in a round trip of
 * its own; from then on reads are one write and one answer: `bind, execute; …; bind, execute the position; sync`. The position
 * is asked for behind the reads, so it is at or after their snapshots.
 * @throws where the server can't be reached in time, or refuses: with a `code`, as `databaseTrouble` wants it.
 */
export async function openReadConnection(url: string): Promise<ReadConnection> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'nearside-read',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  const destroy = (error: Error) => void client.connection.stream.destroy(error)
  let isLost = false
  const lose = () => {
    isLost = true
    client.connection.stream.destroy()
  }
  let isChanged = false
  const change = () => {
    isChanged = true
    lose()
  }
  // A lost connection is reported by `ended` and by its read; without a listener it would end the process.
  client.on('error', lose)
  const timer = setTimeout(
    () => destroy(new NoAnswer(`not connected within ${CONNECT_TIMEOUT_MS} ms`)),
    CONNECT_TIMEOUT_MS,
  )
  let incarnation: string
  try {
    await client.connect()
    const { rows } = await client.query<{ incarnation: string }>(WARM_UP_SQL)
    incarnation = rows[0]?.incarnation ?? ''
    await exchange(client, PREPARE_POSITION)
    contain(client.connection.stream)
    client.connection.on('readyForQuery', ({ status }: { status: string }) => {
      if (status !== 'I') change()
    })
    client.connection.on('parameterStatus', ({ parameterName }: { parameterName: string }) => {
      if (parameterName === 'default_transaction_read_only') change()
    })
  } catch (error) {
    client.connection.stream.destroy()
    throw coded(error)
  } finally {
    clearTimeout(timer)
  }
  const statements = createStatements(client)

  async function execute(queries: readonly ReadQuery[], prepared: readonly Statement[]): Promise<Reads> {
    const bytes = prepared.flatMap(({ name, types }, index) => {
      const values = encodeValues(queries[index]?.parameters ?? [], types)
      return [serialize.bind({ statement: name, values: [...values] }), EXECUTE]
    })
    const { answers } = await exchange(client, Buffer.concat([...bytes, POSITION]))
    const changing = answers.findIndex(({ command }) => !isRead(command))
    if (changing !== -1) change()
    // What is not known by its tag goes alone: none that has failed goes with others.
    if (isChanged) throw new SessionChanged(queries[Math.max(0, changing)]?.text)
    const reads = prepared.map(({ columns }, index) => {
      const { rows = [], command = '' } = answers[index] ?? {}
      return { rows, command, columns }
    })
    const position = answers[prepared.length]?.rows[0] ?? []
    return { reads, position: isSettled(position) ? position : withServerMsOf(position, await askAgain()) }
  }

  /** With what the server says as it closes the connection, nobody is to get it again. */
  function dropped(error: unknown): unknown {
    if (isFatal(error)) lose()
    return error
  }

  async function askAgain(): Promise<PositionFields> {
    const { answers } = await exchange(client, POSITION)
    return answers[0]?.rows[0] ?? []
  }

  return {
    incarnation,
    ended,
    get usable() {
      return !isLost && client.connection.stream.writable
    },
    knows: (query) => statements.find(query) !== undefined,
    async run(queries) {
      const known = queries.flatMap((query) => statements.find(query) ?? [])
      try {
        if (known.length === queries.length) return await execute(queries, known)
      } catch (error) {
        if (queries.length > 1 || !isOutdated(error)) throw dropped(error)
      }
      return Promise.all(queries.map(statements.prepare))
        .then((prepared) => execute(queries, prepared))
        .catch((error: unknown) => {
          if (!isOutdated(error)) throw dropped(error)
          // Just prepared: it is the position's own statement that has gone, by what stood before it.
          lose()
          throw isGone(error) ? new SessionChanged(queries[0]?.text) : error
        })
    },
    close: () => void client.end(),
    destroy,
  }
}

class SessionChanged extends TypeError {
  constructor(text = '') {
    super(`a read may not change its session: ${text.slice(0, 100)}`)
  }
}

/** By its command tag. What sets, prepares, declares or begins something stays behind in the session, for the reads after it. */
function isRead(command: string): boolean {
  return /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|SHOW|EXPLAIN|COPY|FETCH)?(?: |$)/.test(command)
}

function isFatal(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.severity === 'FATAL' || error.severity === 'PANIC'
  return error instanceof ConnectionLost
}

/** What the driver can't read of an answer ends its connection. Thrown in the socket's listener, it would end the process. */
function contain(stream: Duplex): void {
  for (const listener of stream.listeners('data')) {
    stream.on('data', (bytes) => {
      try {
        listener.call(stream, bytes)
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)))
      }
    })
    stream.off('data', listener as (bytes: unknown) => void)
  }
}

/** The connection is dead, and nobody has noticed. Its code is what the system says of one, for `databaseTrouble`. */
export class NoAnswer extends Error {
  readonly code = 'ETIMEDOUT'
}

/** Set here and not at the start: a URL may bring settings of its own. */
const WARM_UP_SQL = `
  select pg_postmaster_start_time()::text as incarnation, set_config('default_transaction_read_only', 'on', false)`

const NAME = 'nearside_position'
const PREPARE_POSITION = Buffer.concat([
  serialize.parse({ name: NAME, text: POSITION_BEHIND_SQL }),
  serialize.sync(),
])
const POSITION = Buffer.concat([serialize.bind({ statement: NAME }), serialize.execute(), serialize.sync()])
const EXECUTE = serialize.execute()

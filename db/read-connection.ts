import pg from 'pg'
import { serialize } from 'pg-protocol'
import { type Exchanged, exchange } from './read-exchange.ts'
import { isSettled, POSITION_BEHIND_SQL, type PositionFields } from './read-position.ts'
import { createStatements, isOutdated, type ReadQuery, type Statement } from './read-statements.ts'
import { type Column, encodeValues } from './read-values.ts'

export type Read = {
  readonly columns: readonly Column[]
  readonly rows: Exchanged['rows']
  /** The command tag: `SELECT 1`. */
  readonly command: string
  /** The server's position at or after the snapshot of the rows. */
  readonly position: PositionFields
}

export type ReadConnection = {
  /** Of the server at its other end; see `Observation` in db/observe.ts. */
  readonly incarnation: string
  /** Settles when the connection has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** False once the connection is known to be ending. */
  readonly usable: boolean
  /** One query; never a second one before the first has settled. */
  run(query: ReadQuery): Promise<Read>
  /** Takes leave of the server. */
  close(): void
  /** Ends it at once: what is under way fails with that error. */
  destroy(error: Error): void
}

/** In the server: its answer after it would find nobody waiting. */
const STATEMENT_TIMEOUT_MS = 5_000
const CONNECT_TIMEOUT_MS = 3_000

/**
 * Opens a connection whose reads bring their position along. A statement is prepared when it is first run, in a round trip of
 * its own; from then on a read is one write and one answer: `bind; execute; bind and execute the position; sync`. The
 * position is asked for behind the read, so it is at or after its snapshot.
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
  // A lost connection is reported by `ended` and by its read; without a listener it would end the process.
  client.on('error', () => {})
  const destroy = (error: Error) => void client.connection.stream.destroy(error)
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
  } catch (error) {
    client.connection.stream.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
  const statements = createStatements(client)

  async function execute({ name, types, columns }: Statement, { parameters }: ReadQuery): Promise<Read> {
    const bind = serialize.bind({ statement: name, values: [...encodeValues(parameters, types)] })
    const { rows, command, behind } = await exchange(client, Buffer.concat([bind, EXECUTE_THEN_POSITION]))
    return { columns, rows, command, position: behind && isSettled(behind) ? behind : await askAgain() }
  }

  async function askAgain(): Promise<PositionFields> {
    const { rows } = await exchange(client, POSITION)
    return rows[0] ?? []
  }

  return {
    incarnation,
    ended,
    get usable() {
      return client.connection.stream.writable
    },
    async run(query) {
      const known = statements.find(query)
      if (!known) return execute(await statements.prepare(query), query)
      try {
        return await execute(known, query)
      } catch (error) {
        if (!isOutdated(error)) throw error
        return execute(await statements.prepare(query), query)
      }
    },
    close: () => void client.end(),
    destroy,
  }
}

/** The connection is dead, and nobody has noticed. */
export class NoAnswer extends Error {
  readonly code = 'CONNECT_TIMEOUT'
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
const EXECUTE_THEN_POSITION = Buffer.concat([serialize.execute(), POSITION])

import { Socket } from 'node:net'
import pg from 'pg'
import type { Position } from '../protocol/position.ts'
import { type Answer, judgeFlight, type Outcome } from './flight-outcome.ts'
import type { Recorded } from './flight-statements.ts'
import { POSITION_SQL, parsePosition } from './position.ts'

export type FlightConnection = {
  /** Settles when the connection has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** False once the connection is known to be ending. */
  readonly usable: boolean
  /** Sends one flight; never a second one before the first is answered. */
  send(statements: readonly Recorded[]): Promise<Flown>
  /** Ends it after its flight, if one is under way; by force where the server doesn't take leave in time. */
  close(): void
  /** Ends it at once, for a link that is not to be trusted. */
  destroy(): void
}

export type Flown = {
  readonly outcome: Outcome
  /** The primary's position at or after the commit; undefined where its answer was lost behind the commit's. */
  readonly position: Position | undefined
  /** From sending to the last answer, or to the loss of the connection. */
  readonly sentMs: number
  readonly timedOut: boolean
}

export type FlightConnectionOptions = {
  readonly url: string
  /** For connecting and warming up together. */
  readonly connectTimeoutMs: number
  /** From sending a flight to its last answer; then the connection is ended. */
  readonly flightTimeoutMs: number
}

const CLOSE_GRACE_MS = 500

/**
 * Opens and warms one connection of the write path. `signal` gives up on it.
 * @throws where the server can't be reached in time, refuses, or is no primary.
 */
export async function openFlightConnection(
  options: FlightConnectionOptions,
  signal: AbortSignal,
): Promise<FlightConnection> {
  const { url, connectTimeoutMs, flightTimeoutMs } = options
  const socket = new Socket()
  const client = new pg.Client({
    connectionString: url,
    application_name: 'nearside-flight',
    pipeline: true,
    stream: () => socket,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // A flight that only half arrived must not hold its row locks.
    idle_in_transaction_session_timeout: flightTimeoutMs,
    statement_timeout: flightTimeoutMs,
  })
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  // A lost connection is reported by `ended` and by its flight; without a listener it would end the process.
  client.on('error', () => {})
  const giveUp = AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)])
  const destroy = () => socket.destroy(new Error(`not connected and warm within ${connectTimeoutMs} ms`))
  giveUp.addEventListener('abort', destroy)
  try {
    await client.connect()
    await warmUp(client)
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    giveUp.removeEventListener('abort', destroy)
  }
  return {
    ended,
    get usable() {
      return socket.writable
    },
    send: (statements) => send(client, socket, statements, flightTimeoutMs),
    close() {
      const timer = setTimeout(() => socket.destroy(), flightTimeoutMs + CLOSE_GRACE_MS)
      void ended.then(() => clearTimeout(timer))
      void client.end()
    },
    destroy: () => void socket.destroy(),
  }
}

/** Fills the session's caches, and makes sure that the flush LSN behind a commit contains it. */
async function warmUp(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ replica: boolean }>(
    `select pg_is_in_recovery() as replica,
       case current_setting('synchronous_commit') when 'off' then set_config('synchronous_commit', 'on', false) end`,
  )
  if (rows[0]?.replica) throw new Error('the server of the write path is a replica')
  await client.query(POSITION_SQL)
}

async function send(
  client: pg.Client,
  socket: Socket,
  statements: readonly Recorded[],
  flightTimeoutMs: number,
): Promise<Flown> {
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    socket.destroy(new Error(`no answer within ${flightTimeoutMs} ms`))
  }, flightTimeoutMs)
  const startedMs = performance.now()
  socket.cork()
  const begin = client.query('begin')
  const sent = statements.map(({ config, params }) => client.query(config, params))
  const commit = client.query('commit')
  const position = client.query({ text: POSITION_SQL, rowMode: 'array' })
  socket.uncork()
  const [began, committed, located, ...results] = await Promise.allSettled([begin, commit, position, ...sent])
  const sentMs = performance.now() - startedMs
  clearTimeout(timer)

  const outcome = judgeFlight([began, ...results].map(toAnswer), toAnswer(committed))
  if (outcome.committed) {
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected') throw result.reason
      statements[index]?.resolve(result.value)
    }
  }
  return {
    outcome,
    position: located.status === 'fulfilled' ? readPosition(located.value) : undefined,
    sentMs,
    timedOut,
  }
}

function readPosition({ rows: [row] }: pg.QueryResult<unknown[]>): Position | undefined {
  return row && parsePosition(row[0], row[1])
}

function toAnswer(settled: PromiseSettledResult<pg.QueryResult>): Answer {
  if (settled.status === 'fulfilled') return { kind: 'done', tag: settled.value.command }
  const error: unknown = settled.reason
  if (!(error instanceof pg.DatabaseError)) return { kind: 'lost', message: String(error) }
  const { code = 'XX000', severity = 'FATAL', constraint, message } = error
  const answer = { kind: 'error', sqlstate: code, severity, message } as const
  return constraint === undefined ? answer : { ...answer, constraint }
}

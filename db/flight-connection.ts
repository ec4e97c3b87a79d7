import { Socket } from 'node:net'
import pg from 'pg'
import type { Recorded } from './flight-statements.ts'
import { type Flown, findWrite, type Recalled, recallFlight, sendFlight, type Wire } from './flight-wire.ts'
import type { Lineage } from './lineage.ts'
import { type Identity, identityOf } from './observe.ts'
import type { FoundWrite, Once } from './once.ts'

export type FlightConnection = {
  /** Settles when the connection has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** False once the connection is known to be ending. */
  readonly usable: boolean
  /** Of the primary, as long as this connection lives: a server changes its timeline only while it is none. */
  readonly identity: Identity
  /** Sends one flight; never a second one before the first is answered. */
  send(statements: readonly Recorded[], once: Once | undefined): Promise<Flown>
  /** Likewise, for what an earlier flight under this id gave. */
  recall(statements: readonly Recorded[], once: Once): Promise<Recalled>
  /** Likewise, whether a write of this tag is there; undefined where the connection is lost. */
  find(tag: string): Promise<FoundWrite | undefined>
  /** Ends it after its flight, if one is under way; by force where the server doesn't take leave in time. */
  close(): void
  /** Ends it at once, for a link that is not to be trusted. */
  destroy(): void
}

export type FlightConnectionOptions = {
  readonly lineage: Lineage
  /** For connecting and warming up together. */
  readonly connectTimeoutMs: number
  /** From sending a flight to its last answer; then the connection is ended. */
  readonly flightTimeoutMs: number
}

const CLOSE_GRACE_MS = 500

/**
 * Opens and warms one connection of the write path. `signal` gives up on it.
 * @throws where the server can't be reached in time, refuses, or is not our database's primary of the newest timeline known.
 */
export async function openFlightConnection(
  url: string,
  { lineage, connectTimeoutMs, flightTimeoutMs }: FlightConnectionOptions,
  signal: AbortSignal,
): Promise<FlightConnection> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'nearside-flight',
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // A flight that only half arrived must not hold its row locks.
    idle_in_transaction_session_timeout: flightTimeoutMs,
    // Before the connection is given up: then it lives, and the flight is known to have failed.
    statement_timeout: flightTimeoutMs * 0.8,
  })
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  // A lost connection is reported by `ended` and by its flight; without a listener it would end the process.
  client.on('error', () => {})
  const destroy = () =>
    client.connection.stream.destroy(new Error(`not connected and warm within ${connectTimeoutMs} ms`))
  const timer = setTimeout(destroy, connectTimeoutMs)
  signal.addEventListener('abort', destroy)
  let identity: Identity
  try {
    await client.connect()
    identity = await warmUp(client, lineage)
  } catch (error) {
    client.connection.stream.destroy()
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', destroy)
  }
  const socket = socketOf(client)
  const { timeline } = identity.history
  const wire: Wire = { client, socket, timeline, timeoutMs: flightTimeoutMs }
  return {
    ended,
    identity,
    get usable() {
      return socket.writable && fencedBecause(identity, lineage) === undefined
    },
    send: (statements, once) => sendFlight(wire, statements, once),
    recall: (statements, once) => recallFlight(wire, statements, once),
    find: (tag) => findWrite(wire, tag),
    close() {
      const timer = setTimeout(() => socket.destroy(), flightTimeoutMs + CLOSE_GRACE_MS)
      void ended.then(() => clearTimeout(timer))
      void client.end()
    },
    destroy: () => void socket.destroy(),
  }
}

/** With TLS another one than the connection began with: what is held back there leaves as one record, below it as many. */
function socketOf({ connection: { stream } }: pg.Client): Socket {
  if (stream instanceof Socket) return stream
  throw new TypeError('expected the connection to be over a socket of Node')
}

/**
 * @returns why it is to be told nothing: one of an older timeline has come back, and one of another database was made from
 * nothing under a name of ours. What they are told will be lost.
 */
function fencedBecause({ epoch, history: { timeline } }: Identity, lineage: Lineage): string | undefined {
  if (lineage.isOther(epoch)) return 'this server is of another database than the one that is known'
  if (timeline < lineage.highest)
    return `this primary is on timeline ${timeline}, and timeline ${lineage.highest} has been seen`
  return undefined
}

/**
 * Fills the session's caches, makes sure that the flush LSN behind a commit contains it, and asks who the server is.
 * A replica is refused, and tells its timeline all the same: a primary of an older one is none any more.
 */
async function warmUp(client: pg.Client, lineage: Lineage): Promise<Identity> {
  const { rows } = await client.query<WarmRow>(WARM_UP_SQL)
  const [row] = rows
  const identity = row && identityOf(row.system, row.timeline, row.history)
  if (identity) lineage.learn(identity)
  if (!row || row.replica) throw new Error('the server of the write path is a replica')
  if (!identity) throw new Error(`the server tells no history of its timeline ${row.timeline}`)
  const fenced = fencedBecause(identity, lineage)
  if (fenced) throw new Error(`fenced: ${fenced}`)
  return identity
}

type WarmRow = {
  readonly replica: boolean
  readonly timeline: number
  readonly system: string
  readonly history: string | null
}

const WARM_UP_SQL = `
  select replica, timeline, system_identifier::text as system, nearside_timeline_history(timeline) as history,
    case current_setting('synchronous_commit') when 'off' then set_config('synchronous_commit', 'on', false) end
  from (select pg_is_in_recovery() as replica) server
    left join pg_stat_wal_receiver receiver on true
    cross join lateral (select case when replica
      then coalesce(receiver.received_tli, nearside_wal_timeline(pg_last_wal_replay_lsn()))
      else ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int end as timeline) here
    cross join pg_control_system()`

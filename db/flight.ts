import type { Position } from '../protocol/position.ts'
import type { FlightConnection } from './flight-connection.ts'
import type { FlightFailure } from './flight-outcome.ts'
import { createFlightPool, type FlightPoolOptions } from './flight-pool.ts'
import {
  createRecorder,
  type FlightTx,
  type Recorded,
  type Results,
  type Statement,
} from './flight-statements.ts'
import { placeOf } from './history.ts'
import { createLineage } from './lineage.ts'
import { type FoundWrite, ONCE_CONSTRAINT, type Once } from './once.ts'
import type { PoolUse } from './pool-use.ts'

export type FlightResult<S extends readonly Statement[]> =
  | (Landed & { readonly ok: true; readonly rows: Results<S> })
  | Failed

type Landed = {
  /** At or after the commit; undefined only where a flight without a key lost its connection right behind it. */
  readonly position: Position | undefined
  /** Of the database, see protocol/bookmark.ts. */
  readonly epoch: number
  /** Whether this is what an earlier flight under the same key gave: nothing was done now. */
  readonly repeated: boolean
  /** When it was done, Unix time in milliseconds: for a repetition the time of the first. */
  readonly writtenMs: number
  /** How long it was under way: from sending to its last answer, without the wait for a connection. */
  readonly sentMs: number
  /** How often something was sent and answered: 1, or 2 for a repetition. */
  readonly roundTrips: number
}

type Failed = {
  readonly ok: false
  readonly failure: FlightFailure
  /** Likewise, or to the loss of the connection; undefined where nothing was sent. */
  readonly sentMs: number | undefined
  /** Where the primary stood that refused it; undefined where none did. */
  readonly at?: (Position & { readonly epoch: number }) | undefined
}

export type FlyOptions = {
  /** Makes the flight happen once, however often it is sent: its row and what it gave commit with it. */
  readonly once?: Once | undefined
  /** What its client has seen, of which database: the flight goes to no primary that does not stand on it. */
  readonly seen?: readonly (Position & { readonly epoch: number })[]
}

export type Flights = {
  /**
   * Commits the statements that `build` returns as one transaction, in their order, in one round trip.
   *
   * A failure of kind `unknown` may have been committed; every other one wrote nothing. Sent again under the same
   * `once` it is done once, and gives the rows of the first time.
   *
   * @example
   * const result = await flights.fly((tx) => [
   *   tx.update(products).set({ stock: 0 }).where(eq(products.id, id)),
   *   tx.insert(orders).values(order).returning(),
   * ])
   * @throws TypeError or Error for statements that can't be built or sent; before anything is.
   */
  fly<const S extends readonly Statement[]>(
    build: (tx: FlightTx) => S,
    options?: FlyOptions,
  ): Promise<FlightResult<S>>
  /** @returns whether the primary has a write of this tag; undefined where it can't be asked. */
  remembers(tag: string): Promise<FoundWrite | undefined>
  /** Of the database of the last connection that was used; undefined before the first. */
  readonly epoch: number | undefined
  /** The server that was last found to be the primary. */
  readonly primaryUrl: string | undefined
  /** Whether a connection to it is open. */
  readonly connected: boolean
  /** Of the connections to it. */
  readonly use: PoolUse
  /** The least that a flight has taken lately, in milliseconds; undefined before the first. */
  readonly roundTripMs: number | undefined
  /** Settles once every connection is warm, or `signal` aborts. */
  warm(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export type FlightOptions = Pick<FlightPoolOptions, 'urls' | 'onConnectError'> &
  Partial<FlightPoolOptions> & {
    /**
     * How long a flight waits for a free connection. Longer than one may take to open: a cold one to a far primary
     * needs up to two seconds, and a flight right after a start or an outage waits for it.
     */
    readonly acquireTimeoutMs?: number
  }

/** How many flights the least round trip is taken of. */
const REMEMBERED_TRIPS = 16

/**
 * Opens a warm pool to the primary among the servers at `urls`; connecting goes on in the background.
 *
 * A flight ends within `acquireTimeoutMs + flightTimeoutMs`, 9 seconds: before the gateway gives up after 10. One that was
 * done before asks once more for what it gave, and takes as long as a flight again at the most.
 */
export function createFlights({
  connections = 8,
  connectTimeoutMs = 3_000,
  flightTimeoutMs = 5_000,
  acquireTimeoutMs = connectTimeoutMs + 1_000,
  lineage = createLineage(),
  ...options
}: FlightOptions): Flights {
  const pool = createFlightPool({ connections, connectTimeoutMs, flightTimeoutMs, lineage, ...options })
  const record = createRecorder()
  const trips: number[] = []
  let epoch: number | undefined

  async function fly<const S extends readonly Statement[]>(
    build: (tx: FlightTx) => S,
    { once, seen = [] }: FlyOptions = {},
  ): Promise<FlightResult<S>> {
    const { statements, results } = record(build)
    const untilMs = performance.now() + acquireTimeoutMs
    for (;;) {
      const connection = await pool.acquire(untilMs - performance.now())
      if (!connection) {
        return failed({
          kind: 'unavailable',
          detail: `no connection to the primary was free within ${acquireTimeoutMs} ms`,
        })
      }
      try {
        epoch = connection.identity.epoch
        for (const each of seen) if (each.epoch === epoch) lineage.saw(each.timeline)
        // What its client has seen may be of a newer primary: then one of those is waited for.
        if (!connection.usable) continue
        const abandoned = abandonedOf(connection, seen)
        if (abandoned) return failed(abandoned)
        const landed = await land(connection, statements, once)
        return landed.ok ? { ...landed, rows: await results } : landed
      } finally {
        pool.release(connection)
      }
    }
  }

  async function land(
    connection: FlightConnection,
    statements: readonly Recorded[],
    once: Once | undefined,
  ): Promise<(Landed & { readonly ok: true }) | Failed> {
    const { identity } = connection
    const { outcome, position, sentMs, timedOut } = await connection.send(statements, once)
    if (timedOut) pool.distrustIdle()
    const at = position && { ...position, epoch: identity.epoch }
    if (outcome.committed) {
      remember(sentMs)
      if (position && position.timeline < lineage.highest)
        return failed({ kind: 'unknown', detail: 'the primary that took it is of an older timeline' }, sentMs)
      // A client that is not told where its write stands could not read it: sent again it will be told.
      if (once && !position) return failed({ kind: 'unknown', detail: 'its position was not told' }, sentMs)
      return {
        ok: true,
        position,
        epoch: identity.epoch,
        repeated: false,
        writtenMs: Date.now(),
        sentMs,
        roundTrips: 1,
      }
    }
    const { failure } = outcome
    if (!once || failure.kind !== 'rejected' || failure.constraint !== ONCE_CONSTRAINT)
      return failed(failure, sentMs, at)
    const recalled = await connection.recall(statements, once)
    if (recalled.timedOut) pool.distrustIdle()
    const wholeMs = sentMs + recalled.sentMs
    switch (recalled.kind) {
      case 'recalled':
        return {
          ...{ ok: true, position: recalled.position, epoch: identity.epoch, repeated: true },
          writtenMs: recalled.writtenMs,
          ...{ sentMs: wholeMs, roundTrips: 2 },
        }
      case 'other-request':
        return failed({ kind: 'key-reused' }, wholeMs, at)
      case 'absent':
        return failed({ kind: 'unavailable', detail: 'the earlier write under this key is gone' }, wholeMs)
      case 'lost':
        return failed({ kind: 'unknown', detail: recalled.detail }, wholeMs)
    }
  }

  function remember(sentMs: number): void {
    trips.push(sentMs)
    if (trips.length > REMEMBERED_TRIPS) trips.shift()
  }

  return {
    fly,
    async remembers(tag) {
      const connection = await pool.acquire(acquireTimeoutMs)
      if (!connection) return undefined
      try {
        return await connection.find(tag)
      } finally {
        pool.release(connection)
      }
    },
    get epoch() {
      return epoch
    },
    get primaryUrl() {
      return pool.primaryUrl
    },
    get connected() {
      return pool.connected
    },
    get use() {
      return pool.use
    },
    get roundTripMs() {
      return trips.length === 0 ? undefined : Math.min(...trips)
    },
    warm: pool.warm,
    close: pool.close,
  }
}

function abandonedOf(
  { identity }: FlightConnection,
  seen: NonNullable<FlyOptions['seen']>,
): (FlightFailure & { readonly kind: 'abandoned' }) | undefined {
  for (const position of seen) {
    if (position.epoch !== identity.epoch) continue
    const place = placeOf(identity.history, position)
    if (place.kind === 'abandoned') return { kind: 'abandoned', seen: position, end: place.end }
  }
  return undefined
}

function failed(failure: FlightFailure, sentMs?: number, at?: Failed['at']): Failed {
  return { ok: false, failure, sentMs, at }
}

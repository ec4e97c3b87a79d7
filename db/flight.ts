import type { Position } from '../protocol/position.ts'
import type { FlightFailure } from './flight-outcome.ts'
import { createFlightPool, type FlightPoolOptions } from './flight-pool.ts'
import { createRecorder, type FlightTx, type Results, type Statement } from './flight-statements.ts'

export type FlightResult<S extends readonly Statement[]> =
  | {
      readonly ok: true
      readonly rows: Results<S>
      /** At or after the commit; undefined where the connection was lost right behind it. */
      readonly position: Position | undefined
      /** How long it was under way: from sending to its last answer, without the wait for a connection. */
      readonly sentMs: number
    }
  | {
      readonly ok: false
      readonly failure: FlightFailure
      /** Likewise, or to the loss of the connection; undefined where nothing was sent. */
      readonly sentMs: number | undefined
    }

export type Flights = {
  /**
   * Commits the statements that `build` returns as one transaction, in their order, in one round trip.
   *
   * Never sends anything twice. A failure of kind `unknown` may have been committed; every other one wrote nothing.
   *
   * @example
   * const result = await flights.fly((tx) => [
   *   tx.update(products).set({ stock: 0 }).where(eq(products.id, id)).returning(),
   *   tx.insert(orders).values(order).returning(),
   * ])
   * @throws TypeError or Error for statements that can't be built or sent; before anything is.
   */
  fly<const S extends readonly Statement[]>(build: (tx: FlightTx) => S): Promise<FlightResult<S>>
  /** Settles once every connection is warm, or `signal` aborts. */
  warm(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export type FlightOptions = Pick<FlightPoolOptions, 'url' | 'onConnectError'> &
  Partial<FlightPoolOptions> & {
    /**
     * How long a flight waits for a free connection. Longer than one may take to open: a cold one to a far primary
     * needs up to two seconds, and a flight right after a start or an outage waits for it.
     */
    readonly acquireTimeoutMs?: number
  }

/**
 * Opens a warm pool to the primary at `url`; connecting goes on in the background.
 *
 * A flight ends within `acquireTimeoutMs + flightTimeoutMs`, 9 seconds: before the gateway gives up after 10.
 */
export function createFlights({
  connections = 8,
  connectTimeoutMs = 3_000,
  flightTimeoutMs = 5_000,
  acquireTimeoutMs = connectTimeoutMs + 1_000,
  ...options
}: FlightOptions): Flights {
  const pool = createFlightPool({ connections, connectTimeoutMs, flightTimeoutMs, ...options })
  const record = createRecorder()

  async function fly<const S extends readonly Statement[]>(
    build: (tx: FlightTx) => S,
  ): Promise<FlightResult<S>> {
    const { statements, results } = record(build)
    const connection = await pool.acquire(acquireTimeoutMs)
    if (!connection) {
      return unavailable(`no connection to the primary was free within ${acquireTimeoutMs} ms`)
    }
    try {
      const { outcome, position, sentMs, timedOut } = await connection.send(statements)
      if (timedOut) pool.distrustIdle()
      if (!outcome.committed) return { ok: false, failure: outcome.failure, sentMs }
      return { ok: true, rows: await results, position, sentMs }
    } finally {
      pool.release(connection)
    }
  }

  return { fly, warm: pool.warm, close: pool.close }
}

function unavailable(detail: string): FlightResult<never> {
  return { ok: false, failure: { kind: 'unavailable', detail }, sentMs: undefined }
}

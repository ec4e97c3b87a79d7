import type { ReadHandle, Transaction } from '../db/connect.ts'
import { databaseTrouble } from '../db/database-error.ts'
import type { FlightResult } from '../db/flight.ts'
import type { FlightTx, Statement } from '../db/flight-statements.ts'
import { roleOf } from '../db/watch.ts'
import type { AppDeps } from './env.ts'
import { outcomeUnknownProblem, replayToPrimary, unavailableProblem } from './problems.ts'
import type { Receipt } from './receipt.ts'

/** The data of a route that reads. */
export type ReadData = {
  /**
   * Reads on this region's own server. A read that recovery cancelled runs once more, so `query` may run twice.
   *
   * @example const [product] = await c.var.data.read((db) => db.select().from(products).where(…))
   */
  read<T>(query: (db: ReadHandle) => Promise<T>): Promise<T>
}

/** The data of a route that writes: it has no read handle, a replica is no ground to decide a write on. */
export type WriteData = {
  /** Commits statements on the primary in one round trip: see `Flights` in db/flight.ts. */
  flight<const S extends readonly Statement[]>(build: (tx: FlightTx) => S): Promise<FlightResult<S>>
  /**
   * A transaction that reads between its writes. In any other region than the primary's it doesn't run: the answer is
   * the replay. An answer of status 400 and above rolls back, like a throw.
   */
  interactive(work: (tx: Transaction) => Promise<Response>): Promise<Response>
}

export function readData(deps: AppDeps, receipt: Receipt): ReadData {
  return {
    async read(query) {
      const startedMs = performance.now()
      try {
        const found = await runTwiceAtMost(() => query(deps.reader.db))
        receipt.source = isPrimary(deps) ? 'primary' : 'local'
        return found
      } finally {
        receipt.dbMs += performance.now() - startedMs
      }
    },
  }
}

export function writeData(deps: AppDeps, receipt: Receipt): WriteData {
  return {
    async flight(build) {
      const result = await deps.flights.fly(build)
      // The wait for a connection tells nothing of the primary or the way to it: it stays in `app`.
      if (result.sentMs === undefined) return result
      receipt.source = 'primary'
      if (isPrimary(deps)) {
        receipt.dbMs += result.sentMs
      } else {
        receipt.wanMs += result.sentMs
        receipt.wanRoundTrips += 1
      }
      return result
    },
    async interactive(work) {
      const role = roleOf(deps.watcher.current)
      if (role === undefined) return unavailableProblem("the role of this region's database is not known yet")
      if (role === 'replica') return replayToPrimary(receipt, 'interactive')
      const startedMs = performance.now()
      try {
        const answer = await transact(deps, work)
        receipt.source = 'primary'
        return answer
      } finally {
        receipt.dbMs += performance.now() - startedMs
      }
    },
  }
}

async function runTwiceAtMost<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query()
  } catch (error) {
    if (databaseTrouble(error) !== 'conflict') throw error
    return await query()
  }
}

async function transact(
  { writer }: AppDeps,
  work: (tx: Transaction) => Promise<Response>,
): Promise<Response> {
  let committing = false
  try {
    return await writer.transaction(async (tx) => {
      const answer = await work(tx)
      if (answer.status >= 400) throw new RolledBack(answer)
      committing = true
      return answer
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.answer
    if (committing && databaseTrouble(error) === 'unavailable') return outcomeUnknownProblem()
    throw error
  }
}

/** Carries an answer out of the transaction that it rolls back. */
class RolledBack extends Error {
  readonly answer: Response
  constructor(answer: Response) {
    super('rolled back')
    this.answer = answer
  }
}

function isPrimary({ watcher }: AppDeps): boolean {
  return roleOf(watcher.current) === 'primary'
}

/** Writes: flights to the primary, and transactions beside it, each done once however often it is asked for. */
import type { Transaction } from '../db/connect.ts'
import type { FlightResult } from '../db/flight.ts'
import type { FlightTx, Statement } from '../db/flight-statements.ts'
import { isPrimary } from '../db/servers.ts'
import { Instead } from './instead.ts'
import { transactOnce } from './interactive.ts'
import { outcomeUnknownProblem, replayToPrimary, unavailableProblem } from './problems.ts'
import { spend } from './receipt.ts'
import { onceOf } from './request-once.ts'
import { type Scope, seenBefore, settleAbandoned, stand } from './scope.ts'

/** The data of a route that writes: it has no read handle, a replica is no ground to decide a write on. */
export type WriteData = {
  /**
   * Commits statements on the primary in one round trip: see `Flights` in db/flight.ts. Under the request's key they
   * are done once, and a repetition gives the rows of the first time: so what a handler answers must follow from them.
   */
  flight<const S extends readonly Statement[]>(build: (tx: FlightTx) => S): Promise<FlightResult<S>>
  /**
   * A transaction that reads between its writes. In any other region than the primary's it doesn't run: the answer is
   * the replay. An answer of status 400 and above rolls back, like a throw. Any other is kept with the transaction, and
   * given again to a repetition under the request's key.
   */
  interactive(work: (tx: Transaction) => Promise<Response>): Promise<Response>
}

export function writeData(scope: Scope): WriteData {
  let steps = 0
  return {
    async flight(build) {
      const once = await onceOf(scope, steps++)
      const { deps, receipt } = scope
      for (;;) {
        const result = await deps.flights.fly(build, { once, seen: seenBefore(scope) })
        charge(scope, result)
        if (result.ok) {
          const { position, epoch, repeated, writtenMs } = result
          if (position) stand(scope, { at: { ...position, epoch }, repeated, writtenMs }, once)
          return result
        }
        // The answer will tell of what the primary has refused it for.
        if (result.at) receipt.seen = result.at
        if (result.failure.kind !== 'abandoned') return result
        const { seen, end } = result.failure
        const bookmark = scope.bookmarks.find((each) => each === seen)
        // An earlier flight of this request was lost with its primary: sent again under its key, both will be done.
        if (!bookmark) throw new Instead(outcomeUnknownProblem())
        await settleAbandoned(scope, bookmark, end)
      }
    },
    async interactive(work) {
      const once = await onceOf(scope, steps++)
      const { servers, lineage } = scope.deps
      const home = servers.all.find(({ watcher }) => isPrimary(watcher.current, lineage))
      if (!home) {
        const isKnown = servers.all.some(({ watcher }) => watcher.current.state === 'reachable')
        if (isKnown) return replayToPrimary(scope.receipt, 'interactive')
        return unavailableProblem("this region's database is out of reach, and so is its role")
      }
      return transactOnce(scope, home, work, once)
    },
  }
}

/** The wait for a connection tells nothing of the primary or the way to it: it stays in `app`. */
function charge({ deps, receipt }: Scope, result: FlightResult<readonly Statement[]>): void {
  const isHere = deps.servers.all.some(({ watcher }) => isPrimary(watcher.current, deps.lineage))
  const wasSent = result.sentMs !== undefined
  if (wasSent) receipt.source = 'primary'
  const endedMs = performance.now()
  spend(receipt, {
    kind: 'flight',
    startedMs: endedMs - (result.sentMs ?? 0),
    endedMs,
    outcome: result.ok ? (result.repeated ? 'repeated' : 'committed') : result.failure.kind,
    wanRoundTrips: isHere || !wasSent ? 0 : result.ok ? result.roundTrips : 1,
  })
}

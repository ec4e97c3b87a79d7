/** Reads on the region's own servers, each with the position that its client has seen with it. */
import { ageMs } from '../db/admission.ts'
import type { ReadHandle } from '../db/connect.ts'
import { databaseTrouble } from '../db/database-error.ts'
import { isPrimary, type Server } from '../db/servers.ts'
import type { Reachable } from '../db/watch.ts'
import { PREFER } from '../protocol/headers.ts'
import { chooseServer } from './choose-server.ts'
import { Instead } from './instead.ts'
import { maxStalenessOf } from './prefer.ts'
import { replayToPrimary } from './problems.ts'
import { spend } from './receipt.ts'
import { later, type Scope } from './scope.ts'

/** The data of a route that reads. */
export type ReadData = {
  /**
   * Reads on one of this region's own servers, once it has what the client has seen. A read that a server fails runs
   * once more, so `query` may run twice.
   *
   * @example const [product] = await c.get('data').read((db) => db.select().from(products).where(…))
   */
  read<T>(query: (db: ReadHandle) => Promise<T>): Promise<T>
}

export function readData(scope: Scope): ReadData {
  const maxStalenessS = maxStalenessOf(scope.request.raw.headers.get(PREFER))
  const maxAgeMs = maxStalenessS === undefined ? undefined : maxStalenessS * 1_000
  return {
    async read(query) {
      const { deps, receipt } = scope
      let failed: Server | undefined
      for (;;) {
        const { server, before } = await chooseServer(scope, maxAgeMs, failed)
        const startedMs = performance.now()
        let outcome: 'ok' | 'failed' = 'failed'
        try {
          const isFresh = failed === server
          const { found, after } = await (isFresh ? server.afresh(query) : server.read(query))
          if (!isSameLife(before, after)) throw new ServerChanged()
          tell(scope, server, before, after, maxStalenessS)
          outcome = 'ok'
          return found
        } catch (error) {
          const trouble = databaseTrouble(error)
          if (trouble !== 'unavailable' && trouble !== 'conflict') throw error
          if (failed) throw elsewhere(scope, error)
          failed = server
          deps.log.warn({ err: error }, 'a read failed on its server and is tried once more')
        } finally {
          spend(receipt, { kind: 'read', startedMs, endedMs: performance.now(), outcome, wanRoundTrips: 0 })
        }
      }
    },
  }
}

/** The server was started anew between the look before a read and the one behind it: what held may not hold any more. */
class ServerChanged extends Error {
  readonly code = 'CONNECTION_CLOSED'
}

function isSameLife(before: Reachable, after: Server['watcher']['current']): after is Reachable {
  return after.state === 'reachable' && after.seen.incarnation === before.seen.incarnation
}

function tell(
  { deps, receipt }: Scope,
  server: Server,
  before: Reachable,
  after: Reachable,
  maxStalenessS: number | undefined,
): void {
  const seen = { ...after.seen.position, epoch: after.identity.epoch }
  receipt.seen = receipt.seen ? later(receipt.seen, seen) : seen
  receipt.source = isPrimary(server.watcher.current, deps.lineage)
    ? 'primary'
    : receipt.waitMs > 0
      ? 'waited'
      : 'local'
  receipt.dataAgeMs = Math.max(receipt.dataAgeMs ?? 0, ageMs(before, performance.now()))
  if (maxStalenessS !== undefined && receipt.dataAgeMs <= maxStalenessS * 1_000)
    receipt.maxStalenessS = maxStalenessS
}

/** @returns what to throw where a read has failed on two connections. */
function elsewhere({ deps, receipt }: Scope, error: unknown): unknown {
  const isHere = deps.servers.all.some(({ watcher }) => isPrimary(watcher.current, deps.lineage))
  if (isHere || !deps.flights.connected) return error
  deps.log.warn({ err: error }, 'a read failed twice and goes to the primary')
  return new Instead(replayToPrimary(receipt, 'replica-error'))
}

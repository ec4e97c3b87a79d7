import type { Context } from 'hono'
import { type Once, tagOf } from '../db/once.ts'
import type { Server } from '../db/servers.ts'
import type { Bookmark } from '../protocol/bookmark.ts'
import { fateOf } from './abandoned.ts'
import type { AppDeps, AppEnv } from './env.ts'
import { Instead } from './instead.ts'
import { abandonedProblem, unavailableProblem } from './problems.ts'
import type { Receipt } from './receipt.ts'

/** One request's dealings with the data: what it has to stand on, and what it has come to. */
export type Scope = {
  readonly deps: AppDeps
  readonly receipt: Receipt
  readonly request: Context<AppEnv>['req']
  /** What the client has seen and the answer must stand on. What turns out to be settled is taken out. */
  bookmarks: readonly Bookmark[]
  /** The server of the request's first read: a second one that reads elsewhere could go back in time. */
  server: Server | undefined
}

export function openScope<E extends AppEnv>({ var: { deps, receipt, session }, req }: Context<E>): Scope {
  return { deps, receipt, request: req, bookmarks: session.bookmarks, server: undefined }
}

/**
 * Settles the bookmarks that a failover has cut off at `end` of their timeline: the client is told the truth.
 * @throws Instead with a 409 where what one of them stands for is gone, a 503 where nobody can tell now.
 */
export async function settleAbandoned(scope: Scope, timeline: number, end: bigint): Promise<void> {
  const { deps, receipt } = scope
  for (const bookmark of scope.bookmarks) {
    if (bookmark.timeline !== timeline || bookmark.lsn <= end) continue
    const fate = await fateOf(deps, bookmark, end, Date.now())
    if (fate.kind === 'unknown')
      throw new Instead(unavailableProblem('what became of the last write can not be told now'))
    receipt.verdicts.push({ kind: fate.kind })
    if (fate.kind === 'lost') {
      // The next bookmark begins anew: it is told once.
      receipt.seen = freshestOf(deps)
      receipt.forgets = true
      throw new Instead(abandonedProblem(bookmark, end, fate.lastWrite))
    }
    scope.bookmarks = scope.bookmarks.filter((each) => each !== bookmark)
  }
}

/** From here on the client has seen this write. */
export function stand(
  { receipt }: Scope,
  seen: NonNullable<Receipt['seen']>,
  once: Once | undefined,
  repeated: boolean,
): void {
  receipt.source = 'primary'
  receipt.seen = seen
  receipt.wrote = once && tagOf(once.id)
  receipt.repeated = repeated
}

/** @returns where the freshest of the region's own servers stands, as last seen; undefined where none is in reach. */
export function freshestOf({ servers }: AppDeps): Receipt['seen'] {
  const [freshest] = servers.all
    .flatMap(({ watcher: { current } }) => (current.state === 'reachable' ? [current] : []))
    .sort((a, b) => (a.seen.position.lsn < b.seen.position.lsn ? 1 : -1))
  return freshest && { ...freshest.seen.position, epoch: freshest.identity.epoch }
}

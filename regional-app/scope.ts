import type { Context } from 'hono'
import { type Once, tagOf } from '../db/once.ts'
import type { Server } from '../db/servers.ts'
import type { Bookmark } from '../protocol/bookmark.ts'
import type { Position } from '../protocol/position.ts'
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
 * Settles a bookmark that a failover has cut off at `end` of its timeline: the client is told the truth.
 * @throws Instead with a 409 where what it stands for is gone, a 503 where nobody can tell now.
 */
export async function settleAbandoned(scope: Scope, bookmark: Bookmark, end: bigint): Promise<void> {
  const { deps, receipt } = scope
  const others = scope.bookmarks.filter((each) => each !== bookmark)
  const fate = await fateOf(deps, bookmark, Date.now())
  switch (fate.kind) {
    case 'unknown':
      throw new Instead(unavailableProblem('what became of the last write can not be told now'))
    case 'survived':
      receipt.verdicts.push({ kind: 'survived' })
      // What is left of it to stand on is where the write was found.
      scope.bookmarks = [...others, { ...bookmark, ...fate.at }]
      return
    case 'lost': {
      receipt.verdicts.push({ kind: 'lost' })
      // The next bookmark begins anew, with what is left: it is told once.
      const { timeline, epoch } = bookmark
      const isLeft = (each: Position) => each.timeline !== timeline || each.lsn <= end
      receipt.seen = others.filter(isLeft).reduce<Seen>(later, { timeline, epoch, lsn: end })
      receipt.forgets = true
      throw new Instead(abandonedProblem(bookmark, end, fate.lastWrite))
    }
  }
}

type Seen = NonNullable<Receipt['seen']>

/** @returns the one of two positions on one branch that has more. */
export function later<P extends Position>(a: P, b: P): P {
  if (a.timeline !== b.timeline) return a.timeline > b.timeline ? a : b
  return a.lsn >= b.lsn ? a : b
}

/** What a write must stand on. That the write itself was lost is no reason not to do it again. */
export function seenBefore({ bookmarks, receipt }: Scope, once: Once | undefined) {
  const tag = once && tagOf(once.id)
  const seen = bookmarks.filter(({ write }) => write === undefined || write.tag !== tag)
  return receipt.seen ? [...seen, receipt.seen] : seen
}

/** What a write has come to. */
export type Written = { readonly at: Seen; readonly repeated: boolean; readonly writtenMs: number }

/** From here on the client has seen this write. */
export function stand(
  { receipt, bookmarks }: Scope,
  { at, repeated, writtenMs }: Written,
  once: Once | undefined,
): void {
  receipt.source = 'primary'
  for (const { timeline, lsn } of bookmarks)
    if (timeline === at.timeline && lsn > at.lsn) receipt.verdicts.push({ kind: 'ignored', reason: 'ahead' })
  receipt.seen = at
  receipt.wrote = once && { tag: tagOf(once.id), writtenMs }
  receipt.repeated = repeated
}

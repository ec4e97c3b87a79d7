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
import type { Session } from './session.ts'

/** One request's dealings with the data: what it has to stand on, and what it has come to. */
export type Scope = {
  readonly deps: AppDeps
  readonly receipt: Receipt
  readonly request: Context<AppEnv>['req']
  /** What the client has seen and the answer must stand on, the oldest timeline first. What is settled is taken out. */
  bookmarks: readonly Bookmark[]
  /** The server of the request's first read: a second one that reads elsewhere could go back in time. */
  server: Server | undefined
}

export function openScope<E extends AppEnv>(c: Context<E>): Scope {
  const { bookmarks }: Session = c.get('session')
  const oldestFirst = bookmarks.length > 1 ? bookmarks.toSorted((a, b) => a.timeline - b.timeline) : bookmarks
  return {
    deps: c.get('deps'),
    receipt: c.get('receipt'),
    request: c.req,
    bookmarks: oldestFirst,
    server: undefined,
  }
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
      // The next bookmark begins anew, with what is left and what is still to be told: each cut is told once.
      const { timeline, epoch } = bookmark
      receipt.heirs = others.filter((each) => each.timeline !== timeline || each.lsn <= end)
      receipt.seen = receipt.heirs.reduce<Seen>(later, { timeline, epoch, lsn: end })
      throw new Instead(abandonedProblem(bookmark, end, fate.lastWrite))
    }
  }
}

/** A position in a database: a bookmark of the client, or what this very request has shown or written. */
export type Seen = NonNullable<Receipt['seen']>

/** @returns the one of two positions on one branch that has more. */
export function later<P extends Position>(a: P, b: P): P {
  if (a.timeline !== b.timeline) return a.timeline > b.timeline ? a : b
  return a.lsn >= b.lsn ? a : b
}

/** What an answer must stand on: what its client has seen, what this very request has shown or written included. */
export function seenBefore({ bookmarks, receipt }: Scope): readonly Seen[] {
  return receipt.seen ? [...bookmarks, receipt.seen] : bookmarks
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

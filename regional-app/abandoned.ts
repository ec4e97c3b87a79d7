/**
 * The truth about a bookmark that a failover has cut off: what it stands for survived, or it is gone. What was committed
 * beyond the end of the old timeline is gone; whether the holder's last write was, its idempotency row tells.
 */
import { sql } from 'drizzle-orm'
import type { Lineage } from '../db/lineage.ts'
import { type FoundWrite, idsOf } from '../db/once.ts'
import type { Server } from '../db/servers.ts'
import type { Bookmark } from '../protocol/bookmark.ts'
import type { Position } from '../protocol/position.ts'
import type { AppDeps } from './env.ts'
import { isTold } from './session.ts'

export type Fate =
  /** The last write is there, at `at` or before, and nothing was read since. */
  | { readonly kind: 'survived'; readonly at: Position }
  | { readonly kind: 'lost'; readonly lastWrite: 'lost' | 'survived' | 'unknown' | 'none' }
  /** Nobody who knows can be asked now. */
  | { readonly kind: 'unknown' }

/** @param nowMs Unix time in milliseconds. */
export async function fateOf(deps: AppDeps, { write, timeline }: Bookmark, nowMs: number): Promise<Fate> {
  if (!write) return { kind: 'lost', lastWrite: 'none' }
  if (!isTold(write, nowMs)) return { kind: 'lost', lastWrite: 'unknown' }
  const found = await findWrite(deps, write.tag)
  if (!found) return { kind: 'unknown' }
  if (found.timeline === undefined) return { kind: 'lost', lastWrite: 'lost' }
  // On a later timeline it was done anew: what it stood on the first time is gone.
  const isTheSame = found.timeline <= timeline && !write.readSince
  return isTheSame ? { kind: 'survived', at: found.at } : { kind: 'lost', lastWrite: 'survived' }
}

/** Asked here where a server has all that is left of the old timelines, else on the primary. */
async function findWrite(
  { servers, lineage, flights }: AppDeps,
  tag: string,
): Promise<FoundWrite | undefined> {
  const server = servers.all.find((each) => hasSwitched(each, lineage))
  return (server && (await findOn(server, tag).catch(() => undefined))) ?? flights.remembers(tag)
}

async function findOn(server: Server, tag: string): Promise<FoundWrite | undefined> {
  const [least, greatest] = idsOf(tag)
  const {
    found: [row],
    after,
  } = await server.read((db) =>
    db.execute<{ timeline: number }>(
      sql`select timeline from nearside_idempotency where id between ${least} and ${greatest} limit 1`,
    ),
  )
  return after.state === 'reachable' ? { timeline: row?.timeline, at: after.seen.position } : undefined
}

/** What is not there beyond the switch to the newest timeline will not come. */
function hasSwitched({ watcher: { current } }: Server, { highest }: Lineage): boolean {
  if (current.state !== 'reachable' || current.identity.history.timeline !== highest) return false
  return current.seen.position.lsn >= (current.identity.history.ancestors.at(-1)?.end ?? 0n)
}

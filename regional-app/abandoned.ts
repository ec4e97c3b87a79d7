/**
 * The truth about a bookmark that a failover has cut off: what it stands for survived, or it is gone. What was committed
 * beyond the end of the old timeline is gone; whether the holder's last write was, its idempotency row tells.
 */
import { sql } from 'drizzle-orm'
import { idsOf, ONCE_KEPT_HOURS } from '../db/once.ts'
import type { Server } from '../db/servers.ts'
import type { Bookmark } from '../protocol/bookmark.ts'
import type { AppDeps } from './env.ts'

export type Fate =
  /** The last write is there, and nothing was read since: the bookmark is as good as none. */
  | { readonly kind: 'survived' }
  | { readonly kind: 'lost'; readonly lastWrite: 'lost' | 'survived' | 'unknown' | 'none' }
  /** Nobody who knows can be asked now. */
  | { readonly kind: 'unknown' }

/** @param end up to where the bookmark's timeline is part of the newest one. */
export async function fateOf(
  deps: AppDeps,
  { write, issuedMs }: Bookmark,
  end: bigint,
  nowMs: number,
): Promise<Fate> {
  if (!write) return { kind: 'lost', lastWrite: 'none' }
  // The row is kept for as long as a client may rely on its key.
  if (nowMs - issuedMs > ONCE_KEPT_HOURS * 3_600_000) return { kind: 'lost', lastWrite: 'unknown' }
  const isThere = await isWriteThere(deps, write.tag, end)
  if (isThere === undefined) return { kind: 'unknown' }
  if (!isThere) return { kind: 'lost', lastWrite: 'lost' }
  return write.readSince ? { kind: 'lost', lastWrite: 'survived' } : { kind: 'survived' }
}

/** Asked here where a server has all that is left of the old timeline, else on the primary. */
async function isWriteThere(
  { servers, lineage, flights }: AppDeps,
  tag: string,
  end: bigint,
): Promise<boolean | undefined> {
  const server = servers.all.find((each) => hasAllUpTo(each, lineage.highest, end))
  if (!server) return flights.remembers(tag)
  const [least, greatest] = idsOf(tag)
  const rows = await server.reader.db
    .execute(sql`select from nearside_idempotency where id between ${least} and ${greatest} limit 1`)
    .catch(() => undefined)
  return rows ? rows.length > 0 : flights.remembers(tag)
}

function hasAllUpTo({ watcher: { current } }: Server, timeline: number, end: bigint): boolean {
  if (current.state !== 'reachable') return false
  const { identity, seen } = current
  return identity.history.timeline === timeline && seen.position.lsn >= end
}

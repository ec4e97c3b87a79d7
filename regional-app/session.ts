/** What a client has seen, as its request's bookmarks tell. Pure: the clock is an argument. */
import { type Bookmark, type LastWrite, parseBookmark, splitBookmarks } from '../protocol/bookmark.ts'
import type { IgnoredReason } from '../protocol/headers.ts'
import type { Position } from '../protocol/position.ts'
import type { SigningKey } from '../protocol/signature.ts'

export type Session = {
  /** Those that count: signed by us and of this database. */
  readonly bookmarks: readonly Bookmark[]
  /** Why others count as none. */
  readonly ignored: readonly IgnoredReason[]
}

/** Clocks of regions may differ by this much. */
const SKEW_MS = 60_000

/**
 * @param header the value of `Nearside-Bookmark`.
 * @param epoch of the region's database; undefined while it is not known.
 * @param nowMs Unix time in milliseconds.
 */
export function readSession(
  header: string | null,
  keys: readonly SigningKey[],
  epoch: number | undefined,
  nowMs: number,
): Session {
  const bookmarks: Bookmark[] = []
  const ignored: IgnoredReason[] = []
  for (const text of splitBookmarks(header)) {
    const parsed = parseBookmark(text, keys)
    if (!parsed.ok) ignored.push(parsed.reason)
    else if (epoch !== undefined && parsed.bookmark.epoch !== epoch) ignored.push('other-epoch')
    else if (parsed.bookmark.issuedMs > nowMs + SKEW_MS) ignored.push('future')
    else bookmarks.push(parsed.bookmark)
  }
  return { bookmarks, ignored }
}

/** @returns the last write of those who hold these bookmarks, as the bookmark of a read at `position` carries it on. */
export function writeCarriedOn(bookmarks: readonly Bookmark[], position: Position): LastWrite | undefined {
  const latest = bookmarks
    .filter(({ write }) => write !== undefined)
    .reduce<Bookmark | undefined>((a, b) => (a && a.issuedMs >= b.issuedMs ? a : b), undefined)
  if (!latest?.write) return undefined
  const isSame = latest.timeline === position.timeline && latest.lsn === position.lsn
  return { tag: latest.write.tag, readSince: latest.write.readSince || !isSame }
}

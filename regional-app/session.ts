/** What a client has seen, as its request's bookmarks tell. Pure: the clock is an argument. */
import { ONCE_KEPT_HOURS } from '../db/once.ts'
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

/**
 * @returns the last write of those who hold these bookmarks, as the bookmark of a read at `position` carries it on; not
 * beyond the time for which its row tells of it.
 */
export function writeCarriedOn(
  bookmarks: readonly Bookmark[],
  position: Position,
  nowMs: number,
): LastWrite | undefined {
  const [latest] = bookmarks
    .flatMap(({ write, timeline, lsn }) => (write ? [{ write, timeline, lsn }] : []))
    .sort((a, b) => b.write.writtenMs - a.write.writtenMs)
  if (!latest || !isTold(latest.write, nowMs)) return undefined
  const isSame = latest.timeline === position.timeline && latest.lsn === position.lsn
  return { ...latest.write, readSince: latest.write.readSince || !isSame }
}

/** @returns whether the write's row is certain to be there still, if the write is. */
export function isTold({ writtenMs }: LastWrite, nowMs: number): boolean {
  return nowMs - writtenMs < ONCE_KEPT_HOURS * 3_600_000 - SKEW_MS
}

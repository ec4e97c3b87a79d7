/** What a client has seen, as its request's bookmarks tell. Pure: the clock is an argument. */
import { ONCE_KEPT_HOURS } from '../db/once.ts'
import { type Bookmark, type LastWrite, parseBookmark, splitBookmarks } from '../protocol/bookmark.ts'
import type { IgnoredReason } from '../protocol/headers.ts'
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
  const { texts, areTooMany } = splitBookmarks(header)
  if (areTooMany) ignored.push('too-many')
  for (const text of texts) {
    const parsed = parseBookmark(text, keys)
    if (!parsed.ok) ignored.push(parsed.reason)
    else if (epoch !== undefined && parsed.bookmark.epoch !== epoch) ignored.push('other-epoch')
    else if (parsed.bookmark.issuedMs > nowMs + SKEW_MS) ignored.push('future')
    else bookmarks.push(parsed.bookmark)
  }
  return { bookmarks, ignored }
}

/**
 * The last write that the next bookmark tells of.
 *
 * A write that was just done stands on all that its client has seen: if it survives, so has that. One that was done
 * before does not, and neither does what is read: then the last write is carried on, for as long as its row tells of it,
 * and the bookmark says that more was seen since.
 *
 * @param bookmarks those that the next one goes on from.
 * @param wrote the write that the answer is of, `repeated` where it was done before.
 */
export function lastWrite(
  bookmarks: readonly Bookmark[],
  wrote: Omit<LastWrite, 'readSince'> | undefined,
  repeated: boolean,
  nowMs: number,
): LastWrite | undefined {
  if (wrote && !repeated) return { ...wrote, readSince: false }
  const writes = [...bookmarks.flatMap(({ write }) => write ?? []), ...(wrote ? [wrote] : [])]
  const [latest] = writes.toSorted((a, b) => b.writtenMs - a.writtenMs)
  if (!latest || !isTold(latest, nowMs)) return undefined
  return { tag: latest.tag, writtenMs: latest.writtenMs, readSince: bookmarks.length > 0 || !wrote }
}

/** @returns whether the write's row is certain to be there still, if the write is. */
export function isTold({ writtenMs }: Pick<LastWrite, 'writtenMs'>, nowMs: number): boolean {
  return nowMs - writtenMs < ONCE_KEPT_HOURS * 3_600_000 - SKEW_MS
}

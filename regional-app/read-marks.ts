import { formatBookmark } from '../protocol/bookmark.ts'
import type { SigningKey } from '../protocol/signature.ts'
import type { Seen } from './scope.ts'

/** So long a bookmark is given to everybody who has seen the same. */
const SHARED_MS = 1_000

/**
 * Bookmarks of clients that have only read. Those who have seen the same within a moment are given the same one: what it says of
 * them is the same, and its signature was an eighth of what the app itself does for a read.
 */
export function createReadMarks(key: SigningKey): (seen: Seen, nowMs: number) => string {
  let last: { readonly seen: Seen; readonly issuedMs: number; readonly text: string } | undefined
  return (seen, nowMs) => {
    if (last && isSame(last.seen, seen) && Math.abs(nowMs - last.issuedMs) < SHARED_MS) return last.text
    const text = formatBookmark({ ...seen, issuedMs: nowMs, write: undefined }, key)
    last = { seen, issuedMs: nowMs, text }
    return text
  }
}

function isSame(a: Seen, b: Seen): boolean {
  return a.lsn === b.lsn && a.timeline === b.timeline && a.epoch === b.epoch
}

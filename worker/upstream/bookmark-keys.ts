/** Bookmarks as the gateway reads them: to steer and to fence. What no key of ours has signed does neither. Pure. */
import { type Bookmark, parseBookmark, splitBookmarks } from '../../protocol/bookmark.ts'
import type { SigningKey } from '../../protocol/signature.ts'

/** Those that may have signed a bookmark, the likeliest first. */
export type BookmarkKeys = readonly SigningKey[]

/** @returns the bookmarks of a header's value that one of the keys has signed. */
export function verifiedBookmarks(value: string | null | undefined, keys: BookmarkKeys): readonly Bookmark[] {
  if (!value) return []
  return splitBookmarks(value).texts.flatMap((text) => {
    const parsed = parseBookmark(text, keys)
    return parsed.ok ? [parsed.bookmark] : []
  })
}

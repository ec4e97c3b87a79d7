/** The client's bookmarks, from wherever it keeps them, in one header towards the region. Pure. */
import { isBookmarkText, MAX_BOOKMARKS } from '../../protocol/bookmark.ts'
import { BOOKMARK, WRITE_BOOKMARK_COOKIE } from '../../protocol/headers.ts'

/**
 * Programs send the header, browsers the cookie. What can't be a bookmark becomes one word, so that the region can say
 * so, and whatever a client sent can be signed.
 * @param headers changed: the cookie moves into the header, the other cookies stay as they are.
 */
export function gatherBookmarks(headers: Map<string, string>): void {
  const cookies = headers.get('cookie')
  if (cookies === undefined && !headers.has(BOOKMARK)) return
  const kept = cookies?.includes(BOOKMARK) ? splitCookies(cookies) : undefined
  if (kept && kept.bookmarks.length > 0) {
    if (kept.others.trim() === '') headers.delete('cookie')
    else headers.set('cookie', kept.others)
  }
  const texts = [headers.get(BOOKMARK) ?? '', ...(kept?.bookmarks ?? [])]
  const value = normalise(texts.join(','))
  if (value === '') headers.delete(BOOKMARK)
  else headers.set(BOOKMARK, value)
}

/** Sent in place of what is none: no bookmark is this short. */
const MALFORMED = 'malformed'

function normalise(list: string): string {
  const texts = list.split(',').map((text) => text.trim())
  const words = texts.filter((text) => text !== '').map((text) => (isBookmarkText(text) ? text : MALFORMED))
  // One more than is looked at tells the region that there were more.
  return [...new Set(words)].slice(0, MAX_BOOKMARKS + 1).join(', ')
}

const NAMES = [BOOKMARK, WRITE_BOOKMARK_COOKIE]

function splitCookies(value: string): { readonly bookmarks: readonly string[]; readonly others: string } {
  const pairs = value.split(';')
  const isBookmark = (pair: string) => NAMES.includes(pair.split('=', 1)[0]?.trim() ?? '')
  return {
    bookmarks: pairs.filter(isBookmark).map((pair) => pair.slice(pair.indexOf('=') + 1).trim()),
    others: pairs
      .filter((pair) => !isBookmark(pair))
      .join(';')
      .trimStart(),
  }
}

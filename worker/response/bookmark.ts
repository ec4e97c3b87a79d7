/**
 * The region's bookmark -> the client, and nobody else: no cache on the way may hand one client's bookmark to another.
 * Pure.
 */
import { BOOKMARK, BOOKMARK_VERDICT, WRITE_BOOKMARK_COOKIE } from '../../protocol/headers.ts'
import type { FieldReader } from '../fields.ts'

/**
 * @param headers of the answer, changed: an answer for everybody loses its bookmark, one that carries a bookmark is kept
 *   by no shared cache.
 * @param fields the same, or what they were read from.
 * @param wantsCookie whether the client keeps its bookmark in the cookie; a program that sent the header doesn't.
 * @param isWrite whether the answer is of a write. A browser asks for several things at once: what it has written is kept
 *   apart from what it has read, and both are replaced where a verdict was told.
 */
export function guardBookmark(
  headers: Headers,
  fields: FieldReader,
  wantsCookie: boolean,
  isWrite: boolean,
): void {
  const bookmark = fields.get(BOOKMARK)
  if (bookmark === undefined || bookmark === null) return
  const directives = directivesOf(fields.get('cache-control'))
  if (isForEverybody(fields, directives)) {
    headers.delete(BOOKMARK)
    return
  }
  if (!keepsOut(directives)) {
    const given = fields.get('cache-control')?.trim()
    headers.set('cache-control', given ? `${given}, private` : 'private, no-cache')
  }
  if (!wantsCookie) return
  const names = fields.has(BOOKMARK_VERDICT)
    ? [BOOKMARK, WRITE_BOOKMARK_COOKIE]
    : [isWrite ? WRITE_BOOKMARK_COOKIE : BOOKMARK]
  for (const name of names) headers.append('set-cookie', `${name}=${bookmark}; ${COOKIE_ATTRIBUTES}`)
}

/** Long enough for any replica to have caught up. */
const COOKIE_ATTRIBUTES = 'Path=/; Max-Age=86400; HttpOnly; Secure; SameSite=Lax'

/** RFC 9213 and its predecessors: what they say goes before `Cache-Control`. */
const TARGETED = ['cdn-cache-control', 'cloudflare-cdn-cache-control', 'surrogate-control']

function isForEverybody(fields: FieldReader, directives: readonly string[]): boolean {
  return (
    directives.some((directive) => directive === 'public' || /^s-maxage\b/.test(directive)) ||
    TARGETED.some((name) => fields.has(name) && !keepsOut(directivesOf(fields.get(name))))
  )
}

/** `private="a-field"` speaks of that field alone. */
function keepsOut(directives: readonly string[]): boolean {
  return directives.some((directive) => directive === 'private' || directive === 'no-store')
}

/** RFC 9111 section 5.2; a value in quotes may hold commas. */
function directivesOf(value: string | null | undefined): readonly string[] {
  const members = value?.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? []
  return members.map((member) => member.trim().toLowerCase())
}

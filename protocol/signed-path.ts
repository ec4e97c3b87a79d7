/**
 * @returns the path as a signature covers it: normalised as RFC 3986 (section 6.2.2) lets every proxy on the way do it,
 * so that one that does (Traefik always does) breaks no signature. Two paths that mean different things stay different.
 */
export function signedPath(path: string): string {
  if (PLAIN.test(path)) return path
  return path.toWellFormed().replaceAll(OTHER, (found, hex: string | undefined) => {
    if (hex === undefined) return encodeURIComponent(found)
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(character) ? character : found.toUpperCase()
  })
}

/** What a path has as it is: RFC 3986's pchar and `/`, and the brackets, which nobody escapes. */
const PLAIN = /^[\w\-.~!$&'()*+,;=:@/[\]]*$/
const OTHER = /%([0-9A-Fa-f]{2})|[^\w\-.~!$&'()*+,;=:@/[\]]/gu
const UNRESERVED = /[\w\-.~]/

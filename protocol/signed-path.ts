/**
 * @returns the path as a signature covers it: normalised as RFC 3986 (section 6.2.2) lets every proxy on the way do it,
 * so that one that does (Traefik always does) breaks no signature. Two paths that stand for different octets stay
 * different: one with an escape that is none is taken as it stands.
 */
export function signedPath(path: string): string {
  if (PLAIN.test(path) || BAD_ESCAPE.test(path)) return path
  return path.toWellFormed().replaceAll(OTHER, (found, hex: string | undefined) => {
    if (hex === undefined) return encodeURIComponent(found)
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(character) ? character : found.toUpperCase()
  })
}

/** What a path has as it is: RFC 3986's pchar and `/`, and the brackets, which nobody escapes. */
const PLAIN = /^[\w\-.~!$&'()*+,;=:@/[\]]*$/
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/
const OTHER = /%([0-9A-Fa-f]{2})|[^\w\-.~!$&'()*+,;=:@/[\]]/gu
const UNRESERVED = /[\w\-.~]/

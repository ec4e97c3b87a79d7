/** Path patterns of the config: `/api/orders/:id`, `/api/*`. Pure. */

/**
 * Segment by segment, and nothing is made of them: each request is held against each rule.
 * @returns whether the path fits: `:name` is one segment, a last `*` is any rest, also none.
 */
export function matchesPath(pattern: string, path: string): boolean {
  let wanted = 0
  let found = 0
  for (;;) {
    if (pattern.startsWith('*', wanted) && wanted === pattern.length - 1) return true
    const wantedEnd = segmentEnd(pattern, wanted)
    const foundEnd = segmentEnd(path, found)
    const fits = pattern.startsWith(':', wanted)
      ? foundEnd > found
      : foundEnd - found === wantedEnd - wanted && path.startsWith(pattern.slice(wanted, wantedEnd), found)
    if (!fits) return false
    if (foundEnd === path.length) return wantedEnd === pattern.length || pattern.slice(wantedEnd) === '/*'
    if (wantedEnd === pattern.length) return false
    wanted = wantedEnd + 1
    found = foundEnd + 1
  }
}

function segmentEnd(path: string, start: number): number {
  const end = path.indexOf('/', start)
  return end === -1 ? path.length : end
}

/** @returns a path as patterns are compared with it. What can't be decoded stays; so do `%2F` and `%25`: they separate nothing. */
export function decodedPath(pathname: string): string {
  return pathname.replaceAll(/(?:%[0-9A-F]{2})+/gi, (encoded) => {
    try {
      return decodeURI(encoded.replaceAll('%25', '%2525'))
    } catch {
      return encoded
    }
  })
}

/** @returns what is expected instead of a pattern that fits no request, or not what it seems to; undefined for a good one. */
export function expectedPattern(pattern: string): string | undefined {
  const segments = pattern.split('/')
  if (!pattern.startsWith('/')) return 'a path that starts with "/"'
  if (pattern.length > MOST_CHARACTERS) return `a path of at most ${MOST_CHARACTERS} characters`
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(pattern)) return 'a path without control characters'
  if (/[?#]/.test(pattern)) return `a path without query, such as "${pattern.replace(/[?#].*/, '')}"`
  if (
    segments.some(
      (segment, index) => segment.includes('*') && (segment !== '*' || index < segments.length - 1),
    )
  )
    return '"*" as the whole last segment and nowhere else, as in "/api/*"'
  if (segments.some((segment) => segment === '.' || segment === '..'))
    return 'a path without the segments "." and ".."'
  const decoded = decodedPath(pattern)
  return decoded === pattern ? undefined : `the path decoded, "${decoded}"`
}

const MOST_CHARACTERS = 256

/** @returns whether every path that fits `pattern` fits `wider`, too. */
export function coversPath(wider: string, pattern: string): boolean {
  if (!pattern.endsWith('/*')) return matchesPath(wider, pattern)
  return wider.endsWith('/*') && matchesPath(wider, pattern.slice(0, -2))
}

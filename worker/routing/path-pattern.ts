/** Path patterns of the config: `/api/orders/:id`, `/api/*`. Pure. */

/**
 * Letter by letter: each request is held against each rule, and few fit beyond `/api/`.
 * @returns whether the path fits: `:name` is one segment, a last `*` is any rest, also none.
 */
export function matchesPath(pattern: string, path: string): boolean {
  let wanted = 0
  let found = 0
  while (wanted < pattern.length) {
    const isStart = wanted === 0 || pattern[wanted - 1] === '/'
    if (isStart && pattern[wanted] === '*' && wanted === pattern.length - 1) return true
    if (isStart && pattern[wanted] === ':') {
      const end = segmentEnd(path, found)
      if (end === found) return false
      found = end
      wanted = segmentEnd(pattern, wanted)
    } else if (pattern[wanted] === path[found]) {
      wanted += 1
      found += 1
    } else {
      return found === path.length && pattern.slice(wanted) === '/*'
    }
  }
  return found === path.length
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

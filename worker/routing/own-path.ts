/** Which paths are the gateway's own, however they are spelled. Pure. */

/** The operators' API, and what a region tells its gateway alone. */
const OWN = ['_nearside', 'livez', 'readyz']

/**
 * What stands behind the gateway may decode once more, or take two slashes for one: such a spelling, with an operator's
 * token beside it, must not get there.
 * @param path decoded once, or as it came.
 * @returns whether no request for it is passed on.
 */
export function isOwnPath(path: string): boolean {
  if (!SUSPECT.test(path)) return false
  const [first = '', ...rest] = segmentsOf(path)
  return OWN.includes(first) && (first === '_nearside' || rest.length === 0)
}

/** Their beginnings, and all that a disguise is made of: nearly every path has none of it and needs no closer look. */
const SUSPECT = /[%\\]|\/[/.]|^\.|^\/?(?:_nearside|livez|readyz)/i

function segmentsOf(path: string): readonly string[] {
  const segments: string[] = []
  for (const segment of decoded(path)
    .toLowerCase()
    .split(/[/\\]+/)) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments
}

/** As often as it changes anything, within reason. */
function decoded(path: string, times = 5): string {
  const next = path.replaceAll(/%[0-7][0-9a-f]/gi, (encoded) =>
    String.fromCharCode(Number.parseInt(encoded.slice(1), 16)),
  )
  return next === path || times === 0 ? next : decoded(next, times - 1)
}

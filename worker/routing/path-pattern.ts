/** Path patterns of the config: `/api/orders/:id`, `/api/*`. Pure. */

/** @returns whether the path fits: `:name` is one segment, a last `*` is any rest, also none. */
export function matchesPath(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const found = path.split('/')
  const isOpen = wanted.at(-1) === '*'
  const segments = isOpen ? wanted.slice(0, -1) : wanted
  if (isOpen ? found.length < segments.length : found.length !== segments.length) return false
  return segments.every((segment, index) =>
    segment.startsWith(':') ? found[index] !== '' : segment === found[index],
  )
}

/** @returns whether every path that fits `pattern` fits `wider`, too. */
export function coversPath(wider: string, pattern: string): boolean {
  if (!pattern.endsWith('/*')) return matchesPath(wider, pattern)
  return wider.endsWith('/*') && matchesPath(wider, pattern.slice(0, -2))
}

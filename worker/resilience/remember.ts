/** A map that forgets what was used longest ago. Pure: no I/O, no clock, no randomness. */

/**
 * @param map in the order of use, the last one at its end.
 * @param most how many keys are kept.
 */
export function remember<T>(
  map: ReadonlyMap<string, T>,
  key: string,
  value: T,
  most: number,
): ReadonlyMap<string, T> {
  const next = new Map(map)
  next.delete(key)
  next.set(key, value)
  const [oldest] = next.keys()
  if (next.size > most && oldest !== undefined) next.delete(oldest)
  return next
}

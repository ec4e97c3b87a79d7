/** Chance out of a seed: the same seed gives the same draws. Mulberry32, for tests alone. */
export type Random = {
  /** @returns a number from 0 (included) to 1 (excluded). */
  next(): number
  /** @returns a whole number from 0 to `below - 1`. */
  int(below: number): number
  /** @returns a whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  /** @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T
  /** @returns one of the values, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T
  /** @returns a source of its own, so that what one does leaves the other's draws alone. */
  fork(label: number): Random
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number) => Math.floor(next() * below)
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('nothing to pick from')
    return list[int(list.length)] as T
  }
  return {
    next,
    int,
    pick,
    between: (least, most) => least + int(most - least + 1),
    chance: (probability) => next() < probability,
    weighted(choices) {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, value] of choices) {
        left -= weight
        if (left < 0) return value
      }
      return pick(choices)[1]
    },
    fork: (label) => createRandom(Math.imul(seed ^ 0x9e3779b9, 2 * label + 1)),
  }
}

/** How long reads of one region have taken lately, as a whole. Pure: no I/O, no clock, no randomness. */

/** Milliseconds, oldest first. */
export type Took = readonly number[]

const WINDOW = 60
/** Fewer don't tell what one in twenty takes. */
const LEAST = 20

export function addTook(took: Took, tookMs: number): Took {
  return [...took, tookMs].slice(-WINDOW)
}

/** @returns what 95 of 100 reads have taken at most, in milliseconds; undefined while too few were seen. */
export function p95Ms(took: Took): number | undefined {
  if (took.length < LEAST) return undefined
  return took.toSorted((a, b) => a - b)[Math.ceil(took.length * 0.95) - 1]
}

/**
 * Who takes a request where regions take only a share of their traffic. Pure: the lot is an argument.
 *
 * A region of weight w takes a share w of the requests for which it would be the first choice; of the rest the next-best
 * region takes its own share, and so on. Where nobody takes what is left (all are below 1), the shares stay in their
 * proportion and fill the whole: two regions of weight 0.5 take two thirds and one third.
 */

/** How many random bytes a lot takes. */
export const LOT_BYTES = 4

/** The highest that can be drawn: none is 1. */
export const HIGHEST_LOT = 1 - 2 ** -32

/** @returns a lot from 0 to below 1, from the first {@link LOT_BYTES} bytes. */
export function lotOf(random: Uint8Array): number {
  return new DataView(random.buffer, random.byteOffset).getUint32(0) / 2 ** 32
}

/**
 * @param weights of the candidates, the best first; each above 0 and up to 1.
 * @param lot from 0 to below 1.
 * @returns the index of who takes it; 0 where there are no candidates.
 */
export function drawn(weights: readonly number[], lot: number): number {
  const all = 1 - weights.reduce((left, weight) => left * (1 - weight), 1)
  let taken = 0
  let left = 1
  for (const [index, weight] of weights.entries()) {
    taken += left * weight
    left *= 1 - weight
    if (lot * all < taken) return index
  }
  return Math.max(0, weights.length - 1)
}

/** Random bytes by the portion, drawn many portions at a time: each draw costs more than what most of its bytes are for. */

const PORTIONS = 64

/** @returns gives `bytes` random bytes, others each time. Call it while a request is handled: the platform gives none before. */
export function createRandom(bytes: number): () => Uint8Array {
  const drawn = new Uint8Array(bytes * PORTIONS)
  let used = drawn.length
  return () => {
    if (used === drawn.length) {
      crypto.getRandomValues(drawn)
      used = 0
    }
    used += bytes
    return drawn.slice(used - bytes, used)
  }
}

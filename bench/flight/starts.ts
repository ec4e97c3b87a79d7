/**
 * When the turns of a round begin: the longest at once, each other one somewhere in the time that it has left over, in their
 * order. So few of them connect at the same moment, which costs a processor milliseconds, and the round takes no longer. Pure.
 *
 * @param expectedMs how long each will take.
 * @returns for each, how long after the round's own beginning.
 */
export function startsOf(expectedMs: readonly number[]): readonly number[] {
  const longestMs = Math.max(0, ...expectedMs)
  return expectedMs.map((ms, index) => (longestMs - ms) * (index / expectedMs.length))
}

/** How often the console asks. Pure. */

/** While all is well, in milliseconds. */
export const POLL_MS = 2000
const LONGEST_MS = 30_000

/** @returns how long to wait after so many failures in a row. */
export function delayMs(failures: number): number {
  return Math.min(LONGEST_MS, POLL_MS * 2 ** Math.min(failures, 5))
}

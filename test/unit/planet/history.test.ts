import { describe, expect, it } from 'vitest'
import { isOnBranch, parseBranch } from '../../../planet/history.ts'

/** As Postgres writes it at a third timeline. */
const HISTORY = '1\t0/3000148\tno recovery target specified\n\n2\t0/5000060\tno recovery target specified\n'

describe("a primary's branch of history", () => {
  const branch = parseBranch(3, HISTORY)

  it.each([
    [1, 0x300_0148n, true],
    [1, 0x300_0149n, false],
    [2, 0x500_0060n, true],
    [2, 0x500_0061n, false],
    [3, 0xffff_ffffn, true],
    [4, 1n, false],
  ])('L101 a server on timeline %i at %i is on it: %s', (timeline, lsn, expected) => {
    expect(isOnBranch(branch, { timeline, lsn })).toBe(expected)
  })

  it('L101 of the first timeline has no earlier ones', () => {
    expect(parseBranch(1, undefined)).toEqual({ timeline: 1, ends: new Map() })
  })
})

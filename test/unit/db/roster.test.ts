import { expect, it } from 'vitest'
import { openRoster } from '../../../db/roster.ts'

it('D90 a roster knows who has come and not left, however often places change hands', () => {
  const roster = openRoster<{ readonly id: number }>()
  const ids = () =>
    roster
      .all()
      .map(({ id }) => id)
      .toSorted((a, b) => a - b)
  const leaves = [1, 2, 3].map((id) => roster.enter({ id }))
  expect([roster.size, ids()]).toEqual([3, [1, 2, 3]])
  leaves[1]?.()
  expect([roster.size, ids()]).toEqual([2, [1, 3]])
  roster.enter({ id: 4 })
  roster.enter({ id: 5 })
  leaves[0]?.()
  leaves[2]?.()
  expect([roster.size, ids()]).toEqual([2, [4, 5]])
})

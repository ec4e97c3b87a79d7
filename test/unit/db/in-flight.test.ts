import { expect, it } from 'vitest'
import { openInFlight } from '../../../db/in-flight.ts'

it('D90 what is under way is known, however often places change hands', () => {
  const inFlight = openInFlight<{ readonly id: number }>()
  const ids = () =>
    inFlight
      .all()
      .map(({ id }) => id)
      .toSorted((a, b) => a - b)
  const ends = [1, 2, 3].map((id) => inFlight.begin({ id }))
  expect([inFlight.size, ids()]).toEqual([3, [1, 2, 3]])
  ends[1]?.()
  ends[1]?.()
  expect([inFlight.size, ids()]).toEqual([2, [1, 3]])
  inFlight.begin({ id: 4 })
  inFlight.begin({ id: 5 })
  ends[0]?.()
  ends[2]?.()
  expect([inFlight.size, ids()]).toEqual([2, [4, 5]])
})

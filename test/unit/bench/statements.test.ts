import { expect, it } from 'vitest'
import { statementRows, statementVerdicts, type Way } from '../../../bench/statements/rows.ts'

const samplesOf = (way: Way, statements: number, times: readonly number[]) =>
  times.map((ms) => ({ way, statements, ms }))

it('B20 writes of a region are told in round trips of its link, and those that are done once are held to one', () => {
  const rows = statementRows(
    [
      ...samplesOf('flight', 1, [210, 202, 204]),
      ...samplesOf('flight', 5, [230]),
      ...samplesOf('unkeyed', 5, [240]),
      ...samplesOf('transaction', 5, [2400]),
    ],
    200,
  )
  expect(rows.map(({ way, statements, roundTrips }) => [way, statements, roundTrips])).toEqual([
    ['flight', 1, 1.02],
    ['flight', 5, 1.15],
    ['unkeyed', 5, 1.2],
    ['transaction', 5, 12],
  ])
  expect(statementVerdicts(rows, 200).map(({ met }) => met)).toEqual([true, false])
})

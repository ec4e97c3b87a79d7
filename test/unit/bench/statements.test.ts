import { expect, it } from 'vitest'
import { BUDGETS } from '../../../bench/budgets.ts'
import { verdictsOf } from '../../../bench/judge.ts'
import { statementFigures } from '../../../bench/statements/figures.ts'
import { statementRows, type Way } from '../../../bench/statements/rows.ts'

const samplesOf = (way: Way, statements: number, times: readonly number[]) =>
  times.map((ms) => ({ way, statements, ms }))

it('B20 writes of a region are told in round trips of its link, and those that are done once are held to one', () => {
  const samples = [
    ...samplesOf('flight', 1, [210, 202, 204]),
    ...samplesOf('flight', 5, [230]),
    ...samplesOf('unkeyed', 5, [240]),
    ...samplesOf('transaction', 5, [2400]),
  ]
  const rows = statementRows(samples, 200)
  expect(rows.map(({ way, statements, roundTrips }) => [way, statements, roundTrips])).toEqual([
    ['flight', 1, 1.02],
    ['flight', 5, 1.15],
    ['unkeyed', 5, 1.2],
    ['transaction', 5, 12],
  ])
  const figures = statementFigures(samples, 200)
  expect(verdictsOf('cities', figures, BUDGETS).map(({ met }) => met)).toEqual([true, false])
  expect(figures.find(({ name }) => name.includes('5 statements: flight over'))?.samples).toEqual([
    230 / 2400,
  ])
})

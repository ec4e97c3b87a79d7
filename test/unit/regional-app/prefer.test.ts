import { expect, it } from 'vitest'
import { maxStalenessOf } from '../../../regional-app/prefer.ts'

it.each<[string | null, number | undefined]>([
  [null, undefined],
  ['max-staleness=5', 5],
  ['respond-async, Max-Staleness = "0.5"; foo=bar, wait=10', 0.5],
  ['max-staleness=0', 0],
  ['max-staleness=1, max-staleness=2', 1],
  ['max-staleness', undefined],
  ['max-staleness=-1', undefined],
  ['max-staleness=soon', undefined],
  ['x-max-staleness=1', undefined],
])('R45 of the preferences %j the staleness is %j', (header, seconds) => {
  expect(maxStalenessOf(header)).toBe(seconds)
})

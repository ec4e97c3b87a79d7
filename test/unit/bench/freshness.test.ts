import { expect, it } from 'vitest'
import { BUDGETS } from '../../../bench/budgets.ts'
import { freshnessFigures } from '../../../bench/freshness/figures.ts'
import { type FreshnessSample, summariseFreshness } from '../../../bench/freshness/summary.ts'
import { verdictsOf } from '../../../bench/judge.ts'

const sampleOf = (sample: Partial<FreshnessSample>): FreshnessSample => ({
  writeMs: 230,
  readMs: 13,
  waitMs: 0,
  data: 'local',
  region: 'bom',
  stickyMs: 235,
  ...sample,
})

it('B30 reads right after a write are told by who answered them and by what they waited; who did not wait waited 0 ms', () => {
  const freshness = summariseFreshness(
    [
      sampleOf({}),
      sampleOf({ data: 'waited', waitMs: 2, readMs: 15 }),
      sampleOf({ data: 'waited', waitMs: 4 }),
      sampleOf({ data: 'primary', region: 'iad' }),
      sampleOf({ data: 'local', region: 'fra' }),
      sampleOf({ failure: 'the read: not what was written' }),
    ],
    'bom',
  )
  expect(freshness).toMatchObject({ reads: 5, local: 1, waited: 2, primary: 1, elsewhere: 1 })
  expect(freshness.wait).toEqual({ count: 5, p50: 0, p95: 4, p99: 4, max: 4 })
  expect([freshness.write?.p50, freshness.read?.p50, freshness.sticky?.p50]).toEqual([230, 13, 235])
  expect(freshness.failures).toEqual(['the read: not what was written'])
})

it.each<{ name: string; samples: readonly FreshnessSample[]; met: readonly boolean[] }>([
  { name: 'all near, short waits', samples: [sampleOf({}), sampleOf({ waitMs: 3 })], met: [true, true] },
  { name: 'a long wait', samples: [sampleOf({ data: 'waited', waitMs: 3.1 })], met: [false, true] },
  {
    name: 'one from the primary',
    samples: [...Array(30).fill(sampleOf({})), sampleOf({ data: 'primary', region: 'iad' })],
    met: [true, false],
  },
  { name: 'one from another region', samples: [sampleOf({ region: 'fra' })], met: [true, false] },
  { name: 'no good answer', samples: [sampleOf({ failure: 'status 503' })], met: [false, false] },
])('B31 waits and answers right after a write are held to their budgets: $name', ({ samples, met }) => {
  const figures = freshnessFigures(samples, 'Mumbai', 'bom')
  expect(verdictsOf('cities', figures, BUDGETS).map((verdict) => verdict.met)).toEqual(met)
})

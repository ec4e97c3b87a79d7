import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ratioOf } from '../../../bench/ratio.ts'
import { spreadOf } from '../../../bench/spread.ts'
import { median, percentile, summarise } from '../../../bench/stats.ts'

describe('percentiles', () => {
  it.each([
    { samples: [15, 20, 35, 40, 50], percent: 30, expected: 20 },
    { samples: [15, 20, 35, 40, 50], percent: 40, expected: 20 },
    { samples: [15, 20, 35, 40, 50], percent: 50, expected: 35 },
    { samples: [50, 15, 40, 20, 35], percent: 100, expected: 50 },
    { samples: Array.from({ length: 20 }, (_, i) => i + 1), percent: 95, expected: 19 },
    { samples: Array.from({ length: 100 }, (_, i) => i + 1), percent: 99, expected: 99 },
    { samples: [7], percent: 1, expected: 7 },
  ])('B1 the $percent. percentile of $samples is $expected', ({ samples, percent, expected }) => {
    expect(percentile(samples, percent)).toBe(expected)
  })

  it('B2 a percentile is a sample that at least that share of all is not above, and the least such one', () => {
    const samplesOf = fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(samplesOf, fc.integer({ min: 1, max: 100 }), (samples, percent) => {
        const value = percentile(samples, percent)
        const share = (limit: number) => 100 * samples.filter((sample) => sample <= limit).length
        expect(samples).toContain(value)
        expect(share(value)).toBeGreaterThanOrEqual(percent * samples.length)
        const below = Math.max(...samples.filter((sample) => sample < value), -1)
        expect(share(below)).toBeLessThan(percent * samples.length)
      }),
    )
  })

  it('B3 no samples have no summary, and asking for their percentile is an error', () => {
    expect(summarise([])).toBeUndefined()
    expect(() => percentile([], 50)).toThrow(RangeError)
    expect(() => percentile([1], 0)).toThrow('got 0')
    expect(() => median([])).toThrow(RangeError)
  })

  it('B4 the median of an even count is the mean of the middle two', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([3, 1, 2])).toBe(2)
  })
})

it('B168 a spread is the middle half of five samples and more, and the least to the most of fewer', () => {
  const spread = (...samples: number[]) => spreadOf(ratioOf('a', samples))
  expect([spread(3, 1, 2), spread(4, 1, 2, 3), spread(5, 1, 4, 2, 3)]).toEqual([
    [1, 3],
    [1, 4],
    [2, 4],
  ])
})

import { describe, expect, it } from 'vitest'
import { BUDGETS } from '../../../bench/budgets.ts'
import { failureOf } from '../../../bench/cities/failure.ts'
import { citiesFigures } from '../../../bench/cities/figures.ts'
import { KINDS, schedule } from '../../../bench/cities/kinds.ts'
import { type Sample, summariseSamples } from '../../../bench/cities/summary.ts'
import { formatFailures } from '../../../bench/cities/table.ts'
import { verdictsOf } from '../../../bench/judge.ts'
import { samplesOf } from './samples.ts'

const NAMES = new Map([
  ['bom', 'Mumbai'],
  ['syd', 'Sydney'],
])
const judged = (samples: readonly Sample[]) => verdictsOf('cities', citiesFigures(samples, NAMES), BUDGETS)
const READ = { city: 'bom', kind: 'read', region: 'bom' } as const

describe('order of requests', () => {
  it('B5 both variants of a kind stand beside each other, and the first one changes from round to round', () => {
    const steps = schedule(2, ['read', 'order'], ['nearside', 'baseline'])
    expect(steps.map(({ round, kind, variant }) => `${round} ${kind} ${variant}`)).toEqual([
      '0 read nearside',
      '0 read baseline',
      '0 order nearside',
      '0 order baseline',
      '1 read baseline',
      '1 read nearside',
      '1 order baseline',
      '1 order nearside',
    ])
  })

  it('B6 an order is placed before it is changed and cancelled, so that a run gives its stock back', () => {
    expect(KINDS.filter(({ writes }) => writes).map(({ id }) => id)).toEqual(['order', 'note', 'cancel'])
  })
})

describe('rows', () => {
  it('B7 a failed request counts in no percentile and is told', () => {
    const rows = summariseSamples(
      [
        ...samplesOf({ ...READ, variant: 'nearside' }, [14, 13, 15]),
        ...samplesOf({ ...READ, variant: 'nearside', failure: 'status 503, expected 200' }, [9000, 9000]),
      ],
      ['bom'],
      ['read'],
    )
    expect(rows[0]?.nearside.times).toEqual({ count: 3, p50: 14, p95: 15, p99: 15 })
    expect(formatFailures(rows)).toEqual(['bom read: 2 × status 503, expected 200'])
    expect(failureOf(rows, [])).toBe('2 requests were not answered as they should be.')
    expect(failureOf([], [{ failures: ['status 503'] }])).toBe('1 request was not answered as it should be.')
    expect(failureOf([], [{ failures: [] }])).toBeUndefined()
  })

  it('B8 a row compares the medians of both variants, and with the floor where there is one to speak of', () => {
    const [row] = summariseSamples(
      [
        ...samplesOf({ ...READ, variant: 'nearside', floorMs: 7 }, [14]),
        ...samplesOf({ ...READ, region: 'iad', variant: 'baseline', floorMs: 126 }, [224]),
      ],
      ['bom'],
      ['read'],
    )
    expect(row).toMatchObject({ regions: ['bom'], floorMs: 7, timesFaster: 16, timesFloor: 2 })
    const near = samplesOf({ ...READ, variant: 'nearside', floorMs: 0.07 }, [14])
    expect(summariseSamples(near, ['bom'], ['read'])[0]).not.toHaveProperty('timesFloor')
  })

  it('B9 the regions that answered stand in a row by how often they did', () => {
    const samples = [
      ...samplesOf({ ...READ, region: 'fra', variant: 'nearside' }, [150]),
      ...samplesOf({ ...READ, variant: 'nearside' }, [14, 14]),
    ]
    expect(summariseSamples(samples, ['bom'], ['read'])[0]?.regions).toEqual(['bom', 'fra'])
  })
})

describe('budgets', () => {
  it.each([
    { kind: 'read', ms: 15, met: true },
    { kind: 'read', ms: 15.1, met: false },
    { kind: 'note', ms: 237.4, met: true },
    { kind: 'order', ms: 237.5, met: false },
    { kind: 'cancel', ms: 245.4, met: true },
    { kind: 'cancel', ms: 245.5, met: false },
  ] as const)('B10 a $kind from Mumbai of $ms ms: budget met is $met', ({ kind, ms, met }) => {
    const verdicts = judged(samplesOf({ city: 'bom', kind, variant: 'nearside' }, [ms]))
    expect(verdicts.map((verdict) => verdict.met)).toEqual([met])
  })

  it('B11 a budget without an answer is missed', () => {
    const failed = { ...READ, failure: 'status 503, expected 200' }
    const verdicts = judged([
      ...samplesOf({ ...failed, variant: 'nearside' }, [1]),
      ...samplesOf({ ...failed, variant: 'baseline' }, [1]),
    ])
    expect(verdicts.map(({ found, met }) => ({ found, met }))).toEqual([
      { found: 'no answer', met: false },
      { found: 'no answer', met: false },
    ])
  })

  it('B12 cities without a budget are not judged', () => {
    const samples = samplesOf({ ...READ, city: 'syd', variant: 'nearside' }, [400])
    expect(judged(samples)).toEqual([])
  })
})

it('B171 a read is told beside bare HTTP over the same legs in the same round, where both were answered', () => {
  const reads = samplesOf({ ...READ, variant: 'nearside' }, [17, 99, 20]).filter(({ round }) => round !== 1)
  const bare = [
    { city: 'bom', round: 0, clientMs: 11, edgeMs: 3 },
    { city: 'bom', round: 1, clientMs: 50, edgeMs: 50 },
    { city: 'syd', round: 2, clientMs: 99, edgeMs: 99 },
  ]
  const figures = citiesFigures(reads, NAMES, { bare })
  expect(figures.filter(({ name }) => name.includes('bare HTTP'))).toEqual([
    { name: 'read from Mumbai: ms that bare HTTP takes beyond its legs', samples: [2] },
    { name: 'read from Mumbai: ms beyond bare HTTP over its legs', samples: [3] },
  ])
})

it('B173 a read is told beside one that went without Nearside in the same round, where both were answered', () => {
  const reads = samplesOf({ ...READ, variant: 'nearside' }, [17, 99, 20]).filter(({ round }) => round !== 1)
  const plain = [
    { city: 'bom', round: 0, ms: 15 },
    { city: 'bom', round: 1, ms: 50 },
    { city: 'syd', round: 2, ms: 99 },
  ]
  const figures = citiesFigures(reads, NAMES, { plain })
  expect(figures.filter(({ name }) => name.includes('pass-through'))).toEqual([
    {
      name: 'read from Mumbai: ms that a pass-through Worker and bare Hono take beyond its legs',
      samples: [3],
    },
    { name: 'read from Mumbai: ms beyond a pass-through Worker and bare Hono', samples: [2] },
  ])
})

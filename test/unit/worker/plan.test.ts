import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plan } from '../../../worker/routing/plan.ts'
import { rank } from '../../../worker/routing/rank.ts'
import { MUMBAI, REGIONS } from './fixtures.ts'

const RANKING = rank(REGIONS, MUMBAI, new Map())
const READ = {
  kind: 'app',
  intent: 'read',
  via: 'nearest',
  only: undefined,
  retries: true,
  reason: 'method GET',
} as const
const WRITE = { ...READ, intent: 'write' } as const
const ids = (made: ReturnType<typeof plan>) =>
  made.attempts.map(({ region, reason }) => `${region.id} ${reason}`)
const ways = (...unwell: string[]) => ({
  ranking: RANKING,
  byDistance: RANKING,
  primary: 'iad',
  unwell: new Set(unwell),
})

it.each([
  ['a read goes to the nearest, then on', READ, ways(), ['bom nearest', 'fra next-best', 'iad next-best']],
  ['an open circuit is tried last', READ, ways('bom'), ['fra nearest', 'iad next-best', 'bom last-resort']],
  [
    'the plan is never empty',
    READ,
    ways('bom', 'fra', 'iad'),
    ['bom last-resort', 'fra last-resort', 'iad last-resort'],
  ],
  ['a write goes on, too', WRITE, ways(), ['bom nearest', 'fra next-best', 'iad next-best']],
  ['a rule keeps a write to one try', { ...WRITE, retries: false }, ways(), ['bom nearest']],
  [
    'such a rule is none for reads',
    { ...READ, retries: false },
    ways('iad', 'fra'),
    ['bom nearest', 'fra last-resort', 'iad last-resort'],
  ],
  [
    'a write with one try passes an unwell region by',
    { ...WRITE, retries: false },
    ways('bom'),
    ['fra nearest'],
  ],
  ['a read that goes home goes nowhere else', { ...READ, via: 'home' } as const, ways(), ['iad home']],
  [
    'a write that goes home has other ways, too',
    { ...WRITE, via: 'home' } as const,
    ways('iad'),
    ['iad last-resort', 'bom next-best', 'fra next-best'],
  ],
  ['home, once', { ...WRITE, via: 'home', retries: false } as const, ways('iad'), ['iad last-resort']],
  ['only these regions', { ...READ, only: ['fra', 'iad'] }, ways(), ['fra nearest', 'iad next-best']],
])('W30 %s', (_, request, known, expected) => {
  expect(ids(plan(request, known))).toEqual(expected)
})

it('W31 whatever is open, a plan names each allowed region at most once, and at least one', () => {
  const unwell = fc.subarray(['iad', 'bom', 'fra'])
  const only = fc.option(fc.subarray(['iad', 'bom', 'fra'], { minLength: 1 }), { nil: undefined })
  fc.assert(
    fc.property(
      unwell,
      only,
      fc.constantFrom('read' as const, 'write' as const),
      fc.boolean(),
      (open, only, intent, retries) => {
        const { attempts } = plan({ ...READ, intent, only, retries }, ways(...open))
        const named = attempts.map(({ region }) => region.id)
        expect(named.length).toBeGreaterThan(0)
        expect(new Set(named).size).toBe(named.length)
        if (intent === 'write' && !retries) expect(named).toHaveLength(1)
        for (const id of named) expect(only ?? ['iad', 'bom', 'fra']).toContain(id)
      },
    ),
  )
})

it('W32 a plan tells where a replay may go', () => {
  const eligible = (only: string[] | undefined, via: 'nearest' | 'home' = 'nearest') =>
    plan({ ...WRITE, via, only }, ways('bom')).eligible.map(({ id }) => id)
  expect(eligible(undefined)).toEqual(['fra', 'iad', 'bom'])
  expect(eligible(undefined, 'home')).toEqual(['fra', 'iad', 'bom'])
  expect(eligible(['fra'])).toEqual(['fra'])
})

it('W90 a plan says where a bookmark has changed its first choice, and only there', () => {
  const [bom, fra, iad] = RANKING
  if (!bom || !fra || !iad) throw new Error('three regions are expected')
  const steered = { ...ways(), ranking: [fra, bom, iad] }
  expect(ids(plan(READ, steered))).toEqual(['fra fresher', 'bom next-best', 'iad next-best'])
  expect(ids(plan({ ...READ, only: ['bom', 'iad'] }, steered))[0]).toBe('bom nearest')
  expect(ids(plan(READ, { ...steered, unwell: new Set(['bom']) }))[0]).toBe('fra nearest')
})

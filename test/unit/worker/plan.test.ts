import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Pin } from '../../../protocol/operators/overlay.ts'
import type { AppRequest } from '../../../worker/routing/classify.ts'
import type { Ways } from '../../../worker/routing/order.ts'
import { placesOf } from '../../../worker/routing/places.ts'
import { plan } from '../../../worker/routing/plan.ts'
import { rank } from '../../../worker/routing/rank.ts'
import { MUMBAI, REGIONS } from './fixtures.ts'

const RANKING = rank(REGIONS, MUMBAI, new Map()).map((ranked) => ({
  ...ranked,
  waitMs: 0,
  toPrimaryMs: undefined,
  costMs: ranked.rttMs,
}))
const READ: AppRequest = {
  kind: 'app',
  intent: 'read',
  via: 'nearest',
  only: undefined,
  prefer: [],
  pin: undefined,
  retries: true,
  reason: 'method GET',
}
const WRITE: AppRequest = { ...READ, intent: 'write' }
const HOME = { via: 'home' } as const
const ids = (made: ReturnType<typeof plan>) =>
  made.attempts.map(({ region, reason }) => `${region.id} ${reason}`)
const ways = (of: Partial<Ways> & { open?: readonly string[] } = {}): Ways => ({
  ranking: RANKING,
  unmarked: RANKING,
  primary: 'iad',
  unwell: new Set(of.open),
  drained: new Set(),
  weights: new Map(),
  pin: undefined,
  lot: 0,
  ...of,
})
const open = (...ids: string[]) => ways({ open: ids })
const drain = (...ids: string[]) => ways({ drained: new Set(ids) })
const weigh = (weights: Record<string, number>, lot: number, of: Partial<Ways> = {}) =>
  ways({ weights: new Map(Object.entries(weights)), lot, ...of })
const pinTo = (to: string): Pin => ({ id: 'p1', match: {}, to, by: 'ana', atMs: 0, why: 'a test' })

it.each([
  ['a read goes to the nearest, then on', READ, ways(), ['bom nearest', 'fra next-best', 'iad next-best']],
  ['an open circuit is tried last', READ, open('bom'), ['fra nearest', 'iad next-best', 'bom last-resort']],
  [
    'the plan is never empty',
    READ,
    open('bom', 'fra', 'iad'),
    ['bom last-resort', 'fra last-resort', 'iad last-resort'],
  ],
  ['a write goes on, too', WRITE, ways(), ['bom nearest', 'fra next-best', 'iad next-best']],
  ['a rule keeps a write to one try', { ...WRITE, retries: false }, ways(), ['bom nearest']],
  [
    'such a rule is none for reads',
    { ...READ, retries: false },
    open('iad', 'fra'),
    ['bom nearest', 'fra last-resort', 'iad last-resort'],
  ],
  [
    'a write with one try passes an unwell region by',
    { ...WRITE, retries: false },
    open('bom'),
    ['fra nearest'],
  ],
  ['a read that goes home goes nowhere else', { ...READ, ...HOME }, ways(), ['iad home']],
  [
    'a write that goes home has other ways, too',
    { ...WRITE, ...HOME },
    ways(),
    ['iad home', 'bom next-best', 'fra next-best'],
  ],
  ['home, once', { ...WRITE, ...HOME, retries: false }, ways(), ['iad home']],
  ['only these regions', { ...READ, only: ['fra', 'iad'] }, ways(), ['fra nearest', 'iad next-best']],
])('W30 %s', (_, request, known, expected) => {
  expect(ids(plan(request, known))).toEqual(expected)
})

it.each([
  ['a drained region is tried last', READ, drain('bom'), ['fra nearest', 'iad next-best', 'bom last-resort']],
  [
    'and after one with an open circuit, and one of weight 0',
    READ,
    weigh({ iad: 0 }, 0, { drained: new Set(['bom']), unwell: new Set(['fra']) }),
    ['fra last-resort', 'iad last-resort', 'bom last-resort'],
  ],
  ['alone it is still there', { ...READ, only: ['bom'] }, drain('bom'), ['bom last-resort']],
  [
    'a write that must go home finds it',
    { ...WRITE, ...HOME },
    drain('iad'),
    ['iad last-resort', 'bom next-best', 'fra next-best'],
  ],
])('W300 %s', (_, request, known, expected) => {
  expect(ids(plan(request, known))).toEqual(expected)
})

it.each([
  ['below its weight a region takes it', 0.24, ['bom nearest', 'fra next-best', 'iad next-best']],
  ['above, the next-best one does', 0.25, ['fra next-best', 'bom weighted-away', 'iad next-best']],
])('W301 of a region with a weight: %s', (_, lot, expected) => {
  expect(ids(plan(READ, weigh({ bom: 0.25 }, lot)))).toEqual(expected)
  expect(plan(READ, weigh({ bom: 0.25 }, lot)).eligible).toHaveLength(3)
})

it('W302 weights are shares of what would come first, and where all are below 1 they keep their proportion', () => {
  const DRAWS = 2000
  const shares = (weights: Record<string, number>, request = READ) => {
    const counts: Record<string, number> = { bom: 0, fra: 0, iad: 0 }
    for (let draw = 0; draw < DRAWS; draw++) {
      const first = plan(request, weigh(weights, draw / DRAWS)).attempts[0]?.region.id ?? 'none'
      counts[first] = (counts[first] ?? 0) + 1 / DRAWS
    }
    return [counts.bom, counts.fra, counts.iad].map((share) => Math.round((share ?? 0) * 1000) / 1000)
  }
  expect(shares({})).toEqual([1, 0, 0])
  expect(shares({ bom: 0.25 })).toEqual([0.25, 0.75, 0])
  expect(shares({ bom: 0.5, fra: 0.5 })).toEqual([0.5, 0.25, 0.25])
  expect(shares({ bom: 0.5, fra: 0.5, iad: 0 })).toEqual([0.667, 0.333, 0])
  expect(shares({ bom: 0.1 }, { ...READ, only: ['bom'] })).toEqual([1, 0, 0])
  expect(shares({ fra: 0.1 })).toEqual([1, 0, 0])
})

it.each([
  [
    'the order of a rule goes before distance',
    { ...READ, prefer: ['iad', 'fra'] },
    ways(),
    ['iad preferred', 'fra preferred', 'bom next-best'],
  ],
  [
    'while its regions are well and not drained',
    { ...READ, prefer: ['iad', 'fra'] },
    ways({ open: ['iad'], drained: new Set(['fra']) }),
    ['bom nearest', 'iad last-resort', 'fra last-resort'],
  ],
  [
    'a pin goes before it',
    { ...READ, prefer: ['bom'], pin: 'iad' },
    ways(),
    ['iad pinned', 'bom preferred', 'fra next-best'],
  ],
  [
    "an operators' pin goes before the rule's",
    { ...READ, pin: 'iad' },
    ways({ pin: pinTo('fra') }),
    ['fra pinned', 'iad pinned', 'bom next-best'],
  ],
  [
    'a pin to a drained region is none',
    { ...READ, pin: 'iad' },
    drain('iad'),
    ['bom nearest', 'fra next-best', 'iad last-resort'],
  ],
  [
    'no pin leads out of what the rule allows',
    { ...READ, only: ['bom', 'iad'] },
    ways({ pin: pinTo('fra') }),
    ['bom nearest', 'iad next-best'],
  ],
  ['nor away from home', { ...READ, ...HOME }, ways({ pin: pinTo('fra') }), ['iad home']],
  [
    'for a write either',
    { ...WRITE, ...HOME },
    ways({ pin: pinTo('fra') }),
    ['iad home', 'bom next-best', 'fra next-best'],
  ],
  [
    'weights leave a pin alone',
    READ,
    weigh({ fra: 0.1, bom: 0.1 }, 0.9, { pin: pinTo('fra') }),
    ['fra pinned', 'bom next-best', 'iad next-best'],
  ],
])('W303 %s', (_, request, known, expected) => {
  expect(ids(plan(request, known))).toEqual(expected)
})

const PINNED = { ...READ, pin: 'iad' }
it.each([
  [
    'what it pins goes to the others',
    PINNED,
    open('iad'),
    ['bom nearest', 'fra next-best', 'iad last-resort'],
  ],
  [
    'weights draw again',
    PINNED,
    weigh({ bom: 0.25 }, 0.5, { unwell: new Set(['iad']) }),
    ['fra next-best', 'bom weighted-away', 'iad last-resort'],
  ],
  [
    'where no region is well it comes first',
    PINNED,
    open('iad', 'bom', 'fra'),
    ['iad last-resort', 'bom last-resort', 'fra last-resort'],
  ],
  [
    "the rule's own holds where that of the operators does not",
    PINNED,
    ways({ open: ['fra'], pin: pinTo('fra') }),
    ['iad pinned', 'bom next-best', 'fra last-resort'],
  ],
])('W322 while the circuit of its region is open a pin is none: %s', (_, request, known, expected) => {
  expect(ids(plan(request, known))).toEqual(expected)
})

it.each([
  ['the others go first', {}, open('iad'), ['bom next-best', 'fra next-best', 'iad last-resort']],
  ['with one try, too', { retries: false }, open('iad'), ['bom next-best']],
  [
    'those that are no better come after it',
    {},
    ways({ open: ['iad', 'fra'], drained: new Set(['bom']) }),
    ['iad last-resort', 'fra last-resort', 'bom last-resort'],
  ],
  ['a read has no other way', { intent: 'read' as const }, open('iad'), ['iad last-resort']],
])('W323 of writes that go home while home is unwell: %s', (_, of, known, expected) => {
  expect(ids(plan({ ...WRITE, ...HOME, ...of }, known))).toEqual(expected)
})

it('W326 a read is hedged where distance chose its region, to one that takes all its traffic', () => {
  const hedgeTo = (of: Partial<AppRequest>, known = ways()) => plan({ ...READ, ...of }, known).hedgeTo?.id
  expect(hedgeTo({})).toBe('fra')
  expect(hedgeTo({}, weigh({ bom: 0.5 }, 0))).toBe('fra')
  expect(hedgeTo({}, weigh({ bom: 0.5 }, 0.9))).toBeUndefined()
  expect(hedgeTo({}, weigh({ fra: 0.5 }, 0))).toBeUndefined()
  expect(hedgeTo({ pin: 'bom' })).toBeUndefined()
  expect(hedgeTo({}, ways({ pin: pinTo('bom') }))).toBeUndefined()
  expect(hedgeTo({ prefer: ['bom'] })).toBeUndefined()
  expect(hedgeTo({}, open('fra', 'iad'))).toBeUndefined()
  expect(hedgeTo({ intent: 'write' })).toBeUndefined()
})

const REGION_IDS = ['iad', 'bom', 'fra']
const some = fc.subarray(REGION_IDS)

it('W31 whatever is open, drained, weighed or pinned, a plan names each allowed region at most once, and at least one', () => {
  const anyRequest = fc.record({
    intent: fc.constantFrom('read' as const, 'write' as const),
    only: fc.option(fc.subarray(REGION_IDS, { minLength: 1 }), { nil: undefined }),
    prefer: some,
    pin: fc.option(fc.constantFrom(...REGION_IDS), { nil: undefined }),
    retries: fc.boolean(),
  })
  const anyWays = fc.record({
    unwell: some.map((ids) => new Set(ids)),
    drained: some.map((ids) => new Set(ids)),
    weights: fc
      .array(fc.constantFrom(0, 0.2, 0.5, 1), { minLength: 3, maxLength: 3 })
      .map((weights) => new Map(REGION_IDS.map((id, index) => [id, weights[index] ?? 1]))),
    pin: fc.option(fc.constantFrom(...REGION_IDS).map(pinTo), { nil: undefined }),
    lot: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  fc.assert(
    fc.property(anyRequest, anyWays, (of, given) => {
      const request = { ...READ, ...of }
      const { attempts, eligible } = plan(request, ways(given))
      const places = placesOf(request, ways(given))
      const named = attempts.map(({ region }) => region.id)
      const allowed = of.only ?? REGION_IDS
      if (of.intent === 'write' && !of.retries) expect(named).toHaveLength(1)
      else expect(named.toSorted()).toEqual(allowed.toSorted())
      for (const id of named) expect(allowed).toContain(id)
      // A drained region comes before another one only where that is drained, too.
      const order = eligible.map(({ id }) => given.drained.has(id))
      expect(order).toEqual(order.toSorted())
      expect(places.map(({ region }) => region.id).toSorted()).toEqual(REGION_IDS.toSorted())
      expect(places.flatMap(({ place, region }) => (place ? region.id : []))).toEqual(named)
    }),
  )
})

it('W32 a plan tells where a replay may go', () => {
  const eligible = (of: Partial<AppRequest>, known = open('bom')) =>
    plan({ ...WRITE, ...of }, known).eligible.map(({ id }) => id)
  expect(eligible({})).toEqual(['fra', 'iad', 'bom'])
  expect(eligible(HOME)).toEqual(['fra', 'iad', 'bom'])
  expect(eligible({ only: ['fra'] })).toEqual(['fra'])
  expect(eligible({}, drain('fra'))).toEqual(['bom', 'iad', 'fra'])
})

it('W90 a plan says where a bookmark has changed its first choice, and only there', () => {
  const [bom, fra, iad] = RANKING
  if (!bom || !fra || !iad) throw new Error('three regions are expected')
  const steered = ways({ ranking: [fra, bom, iad] })
  expect(ids(plan(READ, steered))).toEqual(['fra fresher', 'bom next-best', 'iad next-best'])
  expect(placesOf(READ, steered)[0]?.reason).toEqual({ kind: 'fresher', than: 'bom' })
  expect(ids(plan({ ...READ, only: ['bom', 'iad'] }, steered))[0]).toBe('bom nearest')
  expect(ids(plan(READ, { ...steered, unwell: new Set(['bom']) }))[0]).toBe('fra nearest')
  expect(ids(plan(READ, { ...steered, drained: new Set(['bom']) }))[0]).toBe('fra nearest')
})

it('W304 a plan tells why each region is left out', () => {
  const leftOut = (of: Partial<AppRequest>) =>
    placesOf({ ...WRITE, ...of }, ways()).flatMap(({ place, region, reason }) =>
      place === undefined ? `${region.id} ${reason.kind}` : [],
    )
  expect(leftOut({})).toEqual([])
  expect(leftOut({ only: ['bom'] })).toEqual(['fra not-allowed', 'iad not-allowed'])
  expect(leftOut({ retries: false })).toEqual(['fra one-try', 'iad one-try'])
  expect(leftOut({ ...HOME, intent: 'read', only: ['iad', 'bom'] })).toEqual([
    'bom not-home',
    'fra not-allowed',
  ])
})

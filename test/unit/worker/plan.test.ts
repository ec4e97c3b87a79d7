import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Circuit } from '../../../worker/resilience/circuit.ts'
import { plan } from '../../../worker/routing/plan.ts'
import { rank } from '../../../worker/routing/rank.ts'
import { MUMBAI, REGIONS } from './fixtures.ts'

const RANKING = rank(REGIONS, MUMBAI, new Map())
const OPEN: Circuit = { state: 'open', sinceMs: 0 }
const READ = { kind: 'app', intent: 'read', via: 'nearest', only: undefined, reason: 'method GET' } as const
const WRITE = { ...READ, intent: 'write' } as const
const ids = (made: ReturnType<typeof plan>) =>
  made.attempts.map(({ region, reason }) => `${region.id} ${reason}`)
const circuits = (...open: string[]) => new Map(open.map((id) => [id, OPEN]))

it.each([
  [
    'a read goes to the nearest, then on',
    READ,
    circuits(),
    ['bom nearest', 'fra next-best', 'iad next-best'],
  ],
  [
    'an open circuit is tried last',
    READ,
    circuits('bom'),
    ['fra nearest', 'iad next-best', 'bom last-resort'],
  ],
  [
    'the plan is never empty',
    READ,
    circuits('bom', 'fra', 'iad'),
    ['bom last-resort', 'fra last-resort', 'iad last-resort'],
  ],
  ['a write goes once, to the nearest', WRITE, circuits(), ['bom nearest']],
  ['a write passes an open circuit by', WRITE, circuits('bom'), ['fra nearest']],
  ['home is the primary alone', { ...READ, via: 'home' } as const, circuits(), ['iad home']],
  [
    'home with an open circuit is still home',
    { ...WRITE, via: 'home' } as const,
    circuits('iad'),
    ['iad last-resort'],
  ],
  ['only these regions', { ...READ, only: ['fra', 'iad'] }, circuits(), ['fra nearest', 'iad next-best']],
])('W30 %s', (_, request, open, expected) => {
  expect(ids(plan(request, RANKING, open, 'iad'))).toEqual(expected)
})

it('W31 whatever is open, a plan names each allowed region at most once, and at least one', () => {
  const state = fc.constantFrom<Circuit>({ state: 'closed', failures: 1 }, OPEN, {
    state: 'half-open',
    sinceMs: 0,
  })
  const anyCircuits = fc.record({ iad: state, bom: state, fra: state }, { requiredKeys: [] })
  const only = fc.option(fc.subarray(['iad', 'bom', 'fra'], { minLength: 1 }), { nil: undefined })
  fc.assert(
    fc.property(
      anyCircuits,
      only,
      fc.constantFrom('read' as const, 'write' as const),
      fc.constantFrom('nearest' as const, 'home' as const),
      (open, only, intent, via) => {
        const { attempts } = plan(
          { ...READ, intent, via, only },
          RANKING,
          new Map(Object.entries(open)),
          'iad',
        )
        const named = attempts.map(({ region }) => region.id)
        expect(named.length).toBeGreaterThan(0)
        expect(new Set(named).size).toBe(named.length)
        if (intent === 'write') expect(named).toHaveLength(1)
        for (const id of named)
          expect(via === 'home' ? ['iad'] : (only ?? ['iad', 'bom', 'fra'])).toContain(id)
      },
    ),
  )
})

it('W32 a plan tells whether a replay may go to the primary', () => {
  const allowsHome = (only: string[] | undefined) =>
    plan({ ...WRITE, only }, RANKING, circuits(), 'iad').allowsHome
  expect([allowsHome(undefined), allowsHome(['fra', 'iad']), allowsHome(['fra'])]).toEqual([
    true,
    true,
    false,
  ])
})

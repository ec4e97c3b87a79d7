import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { learnAll } from '../../../bench/routing/known.ts'
import { meshOf, overlayOf } from '../../../bench/routing/mesh.ts'
import { parseRoutingFlags } from '../../../bench/routing/options.ts'
import { requestsOf } from '../../../bench/routing/requests.ts'
import { benchRouting } from '../../../bench/routing/run.ts'
import { REGION_COUNTS, SCENARIOS, scenarioOf, VARIANTS } from '../../../bench/routing/scenarios.ts'
import { summarise } from '../../../bench/routing/summary.ts'
import { formatChange, formatGrowth } from '../../../bench/routing/table.ts'
import { orderOf, type Turn } from '../../../bench/routing/turns.ts'
import { parseConfig } from '../../../worker/config.ts'
import { decideNow, knowledgeOf } from '../../../worker/decide-now.ts'
import { NO_OVERLAY } from '../../../worker/overlay/overlay-source.ts'
import { createSteer } from '../../../worker/overlay/steer.ts'
import { classify } from '../../../worker/routing/classify.ts'
import { placesOf } from '../../../worker/routing/places.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'
import { signingKeys } from '../../../worker/upstream/signing-keys.ts'

const KEYS = signingKeys(`k1:${Buffer.alloc(32, 7).toString('base64')}`)

/** The decisions on the first eight requests of a scenario. */
function decisionsOf(name: string, regions: number) {
  const scenario = scenarioOf(name)
  const config = meshOf(regions, scenario)
  const overlay = overlayOf(config, scenario)
  const store = createHealthStore(() => 0)
  learnAll(store, config, scenario)
  const steer = createSteer(config, { ...NO_OVERLAY, current: () => overlay })
  return requestsOf(scenario, KEYS)
    .slice(0, 8)
    .map((request) => {
      const classified = classify(config, request.facts)
      if (classified.kind !== 'app') throw new Error('a request of the app is expected')
      const knowledge = knowledgeOf(store, request.nowMs)
      const known = { ...KEYS, config, steering: steer(request.nowMs), knowledge }
      return { classified, ...decideNow(classified, request, known) }
    })
}

it('B80 the meshes of the routing bench are ones that could be deployed', () => {
  for (const name of ['read', 'read, rules']) {
    const { epoch, ...mesh } = meshOf(3, scenarioOf(name))
    expect(parseConfig(mesh)).toMatchObject({ ok: true })
    expect(epoch).toBe('bench')
  }
  const ids = meshOf(300, scenarioOf('read')).regions.map(({ id }) => id)
  expect(new Set(ids).size).toBe(300)
})

it.each(SCENARIOS.map(({ name }) => name))(
  'B81 what a scenario of the routing bench is about decides in it: %s',
  (name) => {
    const scenario = scenarioOf(name)
    for (const regions of [3, 30]) {
      const decisions = decisionsOf(name, regions)
      const costed = decisions.flatMap(({ ranking }) => ranking)
      const reasons = decisions.flatMap(({ classified, ways }) =>
        placesOf(classified, ways).map(({ reason }) => reason.kind),
      )
      expect(decisions.every(({ plan }) => plan.attempts.length === regions)).toBe(true)
      expect(decisions.every(({ classified }) => classified.intent === scenario.intent)).toBe(true)
      expect(reasons.includes('preferred')).toBe(scenario.hasRules)
      expect(costed.some(({ waitMs }) => waitMs > 0)).toBe(scenario.hasLag)
      expect(reasons.includes('last-resort')).toBe(scenario.isSteered)
      expect(reasons.includes('pinned')).toBe(scenario.isSteered)
      expect(costed.some(({ pressureMs }) => pressureMs > 0)).toBe(scenario.isSteered)
      expect(costed.every(({ source }) => source === 'prior')).toBe(scenario.isCold)
    }
  },
)

const PLAN = { step: 'plan', scenario: 'read' } as const
const turn = (of: Partial<Turn> & { regions: number }): Turn => ({
  ...{ variant: { ...PLAN, regions: of.regions }, side: 'here', round: 0, ns: 1, bytes: 1, calls: 1 },
  ...of,
})

it('B82 a ratio of the routing bench is made of turns of one round', () => {
  const sign = { variant: { step: 'sign', scenario: 'read', regions: 3 } } as const
  const rounds = [1, 10, 100].flatMap((slowness, round) => [
    turn({ regions: 3, round, ns: 100 * slowness }),
    turn({ regions: 30, round, ns: (1200 + 100 * round) * slowness }),
    turn({ regions: 3, round, ns: 200 * slowness, bytes: 4, side: 'other' }),
    turn({ regions: 3, round, ns: 50 * slowness, ...sign }),
  ])
  const { growth, share, change } = summarise(rounds)
  expect(growth).toEqual([
    {
      name: 'growth plan read 30 over 3',
      median: 13,
      quartiles: [12, 14],
      samples: [12, 13, 14],
    },
  ])
  expect(share.map(({ name, median }) => [name, median])).toEqual([
    ['plan read 3 over a signature', 2],
    ['plan read 30 over a signature', 26],
  ])
  expect(change.map(({ name, median }) => [name, median])).toEqual([
    ['time plan read 3 over the other commit', 0.5],
    ['bytes plan read 3 over the other commit', 0.25],
  ])
})

it('B83 the tables of the routing bench show what was measured, and a dash for what was not', () => {
  const turns = [turn({ regions: 3, ns: 200 }), turn({ regions: 30, ns: 3000, bytes: 640 })]
  const growth = formatGrowth(turns, summarise(turns))
  expect(growth).toMatch(/plan: read .*200.*3000.*–.*640.*15\.0/)
  expect(growth).not.toContain('route')
  const compared = [...turns, turn({ regions: 30, ns: 6000, side: 'other' })]
  expect(formatChange(summarise(compared))).toMatch(/plan: read .*–.*0\.50/)
})

it('B84 in each round of the routing bench every variant has its turn, the other way round in the next', () => {
  const roots = { here: '/a', other: '/b' }
  const first = orderOf({ variants: VARIANTS, roots }, 0)
  expect(first).toHaveLength(2 * VARIANTS.length)
  expect(orderOf({ variants: VARIANTS, roots }, 1)).toEqual(first.toReversed())
  expect(orderOf({ variants: VARIANTS, roots: { here: '/a' } }, 2).map(({ variant }) => variant)).toEqual(
    VARIANTS,
  )
  expect(new Set(VARIANTS.map(({ regions }) => regions))).toEqual(new Set(REGION_COUNTS))
})

it('B85 the flags of the routing bench mean what its help says, and bad ones are named at once', () => {
  expect(parseRoutingFlags({ rounds: '3', milliseconds: '50' })).toEqual({
    ok: true,
    options: { rounds: 3, turnMs: 50, against: undefined, variants: VARIANTS },
  })
  const only = parseRoutingFlags({ rounds: '3', milliseconds: '50', only: 'route write 3' })
  expect(only.ok && only.options.variants.map(({ regions }) => regions)).toEqual([3, 30, 300])
  expect(parseRoutingFlags({ rounds: '0', milliseconds: 'x', against: '', only: 'x' })).toEqual({
    ok: false,
    errors: [
      '--rounds: expected a whole number from 1 to 100, found "0"',
      '--milliseconds: expected a whole number from 1 to 10000, found "x"',
      '--against: expected a commit, a branch, a tag or a folder, found ""',
      '--only: expected a part of a name, such as "route read, rules 3", found "x"',
    ],
  })
})

it('B86 a run of the routing bench keeps every turn and the ratios that they make', async () => {
  const out = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  const variants = VARIANTS.filter(({ scenario, step }) => scenario === 'read' && step !== 'route').slice(
    0,
    3,
  )
  const options = { rounds: 1, turnMs: 1, against: undefined, variants }
  const result = await benchRouting(options, out, AbortSignal.timeout(20_000), () => {})
  expect(result).toMatchObject({ bench: 'routing', settings: { rounds: 1, turnMs: 1 } })
  expect(result.ratios.map(({ name }) => name)).toContain('growth plan read 30 over 3')
  expect((result.raw as readonly Turn[]).every(({ bytes, calls }) => bytes > 0 && calls > 0)).toBe(true)
  const [file = ''] = readdirSync(out)
  expect(JSON.parse(readFileSync(join(out, file), 'utf8'))).toEqual(JSON.parse(JSON.stringify(result)))
  rmSync(out, { recursive: true })
})

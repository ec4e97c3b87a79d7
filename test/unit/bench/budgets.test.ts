import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters as plain } from 'node:util'
import { expect, it } from 'vitest'
import { BENCHES } from '../../../bench/all/benches.ts'
import { parseAllFlags } from '../../../bench/all/options.ts'
import { parseBudgets } from '../../../bench/budget-file.ts'
import { BUDGETS, type Budget } from '../../../bench/budgets.ts'
import { findResults } from '../../../bench/check/find.ts'
import { holdBudgets } from '../../../bench/check/held.ts'
import { type KeptBench, parseBench } from '../../../bench/check/kept.ts'
import { parseCheckFlags } from '../../../bench/check/options.ts'
import { ageText, formatHeld } from '../../../bench/check/table.ts'
import { limitText } from '../../../bench/judge.ts'
import { ratioOf } from '../../../bench/ratio.ts'
import { REGION_IDS, rttMs } from '../../../planet/cities.ts'

const BUDGET: Budget = {
  ...{ bench: 'region', name: 'read over bare', against: 'bare Hono', of: 'median', op: '>=', limit: 0.9 },
  ...{ reason: 'a tenth', changes: [] },
}
const TRIPS: Budget = { ...BUDGET, bench: 'flight', op: '<=', limit: 1.03, plus: { ms: 5, ofMs: 200 } }

const text = (changes: object) => JSON.stringify([{ ...BUDGET, ...changes }])

it('B150 a bad budget is named by its key, with what was expected and found', () => {
  const change = { date: '2026-11-29', reason: 'measured' }
  const errorsOf = (json: string) => {
    const parsed = parseBudgets(json)
    return parsed.ok ? [] : parsed.errors
  }
  expect(errorsOf(text({ limit: 'x', op: '<', extra: 1, reason: undefined }))).toEqual([
    'bench/budgets.json: 0.op: expected ("<=" | ">="), found "<"',
    'bench/budgets.json: 0.limit: expected number, found "x"',
    'bench/budgets.json: 0.reason: expected "reason", found nothing',
    'bench/budgets.json: 0.extra: expected no such key, found "extra"',
  ])
  expect(errorsOf('{')[0]).toMatch(/^bench\/budgets\.json: expected JSON, found /)
  expect(errorsOf(JSON.stringify([BUDGET, BUDGET]))).toEqual([
    'bench/budgets.json: expected each name once, found "region: read over bare" twice',
  ])
  const changes = [
    { ...change, from: 0.7, to: 0.8 },
    { ...change, measuredOtherwise: 'warmed up' },
    { ...change, from: 0.85, to: 0.95 },
  ]
  expect(errorsOf(text({ changes }))).toEqual([
    'bench/budgets.json: 0.changes.0.to: expected 0.85, where the next change begins, found 0.8',
    'bench/budgets.json: 0.changes.2.to: expected 0.9, the limit, found 0.95',
  ])
})

it('B151 round trips of a budget are those of the planet, and every budget of a bench that can be run is in its reach', () => {
  const [home = ''] = REGION_IDS
  const ofCities = BUDGETS.filter(({ bench, plus }) => bench === 'cities' && plus)
  expect(new Set(ofCities.map(({ plus }) => plus?.ofMs))).toEqual(new Set([rttMs('bom', home)]))
  expect(limitText(TRIPS)).toBe('<= 1.055 (1.03 + 5 ms of 200 ms)')
  const known = BENCHES.map(({ id }) => id)
  for (const bench of ['size', 'cities', 'loss', 'boot']) expect(known).toContain(bench)
})

const keptOf = (bench: string, day: number, samples: readonly number[], name = BUDGET.name): KeptBench => ({
  ...{ bench, ranAt: `2026-11-0${day}T10:00:00.000Z`, file: `${day}.json`, commit: 'abc', settings: {} },
  ratios: [ratioOf(name, samples)],
})

it('B152 a budget is held to the newest results of its bench, in as many runs as are asked for', () => {
  const results = [
    keptOf('region', 1, [0.5]),
    keptOf('region', 3, [0.95, 0.85, 0.94]),
    keptOf('region', 2, [0.9]),
    keptOf('flight', 3, [1.05]),
  ]
  const states = (runs: number) =>
    holdBudgets([BUDGET, TRIPS], results, runs).map(({ state, found }) => [
      state,
      found.map(({ file }) => file),
    ])
  expect(states(1)).toEqual([
    ['met', ['3.json']],
    ['met', ['3.json']],
  ])
  expect(states(2)).toEqual([
    ['met', ['3.json', '2.json']],
    ['not measured', ['3.json']],
  ])
  expect(states(3)[0]).toEqual(['missed', ['3.json', '2.json', '1.json']])
})

it('B153 what a budget looks at is the median, the p95, the least or the most', () => {
  const samples = Array.from({ length: 100 }, (_, index) => index + 1)
  const values = (['median', 'p95', 'least', 'most'] as const).map((of) => {
    const [held] = holdBudgets([{ ...BUDGET, of }], [keptOf('region', 1, samples)], 1)
    return held?.found[0]?.value
  })
  expect(values).toEqual([50.5, 95, 1, 100])
})

it('B154 a check tells of each budget limit, finding, spread, file, commit and age, and why one was not measured', () => {
  const budgets = [BUDGET, TRIPS, { ...BUDGET, name: 'another' }]
  const results = [keptOf('region', 1, [0.84, 0.8, 0.85])]
  const now = { date: new Date('2026-11-01T10:05:00Z'), commit: 'def' }
  expect(plain(formatHeld(holdBudgets(budgets, results, 1), 1, now))).toBe(
    [
      'missed region: read over bare, >= 0.9',
      '    0.84 (0.8 to 0.85, n 3) 1.json, of abc, not this one, 5 minutes old',
      '? flight: read over bare, <= 1.055 (1.03 + 5 ms of 200 ms)',
      '    not measured: no result of `npm run bench -- flight`',
      '? region: another, >= 0.9',
      '    not measured: not in 1.json',
      '',
      '0 of 3 budgets hold; 1 missed, 2 not measured.',
    ].join('\n'),
  )
  const three = [1, 2, 3].map((day) => keptOf('region', day, [0.95]))
  expect(plain(formatHeld(holdBudgets([BUDGET], three, 3), 3, now))).toContain(
    'The budgets hold in three runs out of three.',
  )
  expect([ageText(60_000), ageText(3 * 3_600_000), ageText(72 * 3_600_000)]).toEqual([
    '1 minute',
    '3 hours',
    '3 days',
  ])
})

it('B155 a kept result of another kind is refused, naming file and key', () => {
  expect(parseBench('{"bench":"x"}', 'a.json')).toEqual({
    ok: false,
    errors: ['a.json: ranAt: expected "ranAt", found undefined'],
  })
  expect(parseBench(JSON.stringify(keptOf('region', 1, [1])), 'a.json').ok).toBe(true)
})

it('B156 the flags of check and all mean what their help says, and bad ones are named at once', () => {
  expect(parseCheckFlags({ runs: '3', partial: true }, ['a'])).toEqual({
    ok: true,
    options: { runs: 3, partial: true, paths: ['a'] },
  })
  expect(parseCheckFlags({ runs: '0' }, [])).toEqual({
    ok: false,
    errors: ['--runs: expected a whole number from 1 to 20, found "0"'],
  })
  expect(parseAllFlags({ only: 'size, loss', runs: '1' }, ['size', 'loss'])).toEqual({
    ok: true,
    options: { only: ['size', 'loss'], runs: 1 },
  })
  expect(parseAllFlags({ only: 'x', runs: 'y' }, ['size'])).toEqual({
    ok: false,
    errors: [
      '--only: expected some of size, found "x"',
      '--runs: expected a whole number from 1 to 20, found "y"',
    ],
  })
})

it('B157 what the benches of a whole run are said to take comes to under 18 minutes, and each is there once', () => {
  const seconds = BENCHES.reduce((sum, bench) => sum + bench.seconds, 0)
  expect(seconds).toBeLessThan(18 * 60)
  expect(new Set(BENCHES.map(({ id }) => id)).size).toBe(BENCHES.length)
  const main = readFileSync(join(import.meta.dirname, '../../../bench/main.ts'), 'utf8')
  const without = BENCHES.filter(({ id }) => id !== 'cities' && !main.includes(`.command('${id}')`))
  expect(without).toEqual([])
})

it('B165 a run that failed meets no budget, and no older run hides it', () => {
  const good = keptOf('region', 1, [0.95])
  const failed = { ...keptOf('region', 2, [0.95]), failure: '3 requests were not answered.' }
  const states = (...results: KeptBench[]) =>
    holdBudgets([BUDGET], results, 1).map(({ state, found, why }) => [state, found.length, why])
  const told = [['missed', 0, '2.json failed: 3 requests were not answered.']]
  expect(states(good, failed)).toEqual(told)
  // Nothing was answered of what the budget is about.
  expect(states(good, { ...failed, ratios: [] })).toEqual(told)
  expect(states(failed, { ...good, ranAt: '2026-11-05T10:00:00.000Z' })).toEqual([['met', 1, undefined]])
  expect(parseBench(JSON.stringify(failed), 'a.json')).toMatchObject({ kept: { failure: failed.failure } })
})

it('B166 a part of a bench, a quick run and a deployment are no results of a budget: the newest that is one is found behind them', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-check-'))
  const keep = (day: number, name: string, settings: object, folder = dir) =>
    writeFileSync(
      join(folder, `2026-11-0${day}T100000-region.json`),
      JSON.stringify({ ...keptOf('region', day, [day / 10], name), settings }),
    )
  const whole = join(dir, '2026-11-02T100000-all')
  mkdirSync(whole)
  keep(1, BUDGET.name, {})
  keep(2, BUDGET.name, { target: { kind: 'planet' }, quick: false }, whole)
  keep(3, BUDGET.name, { quick: true })
  keep(4, BUDGET.name, { target: { kind: 'deployment' } })
  keep(5, 'another ratio', {})
  const { results } = findResults(dir, [BUDGET], 1)
  const [held] = holdBudgets([BUDGET], results, 1)
  expect(held?.found.map(({ value }) => value)).toEqual([0.2])
  expect(results).toHaveLength(4)
  rmSync(dir, { recursive: true })
})

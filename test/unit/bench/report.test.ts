import { expect, it } from 'vitest'
import { parseReportFlags, type ReportFlags } from '../../../bench/options.ts'
import { parseKeptResult } from '../../../bench/report/kept-result.ts'
import { summaryOf } from '../../../bench/report/summary.ts'
import { longestMs, panelsOf } from '../../../bench/report/view/lanes.ts'
import { cautionsOf, commandOf, methodOf } from '../../../bench/report/view/method.ts'
import { savingsOf } from '../../../bench/report/view/savings.ts'
import { ledeOf, verdictOf } from '../../../bench/report/view/verdict.ts'
import { worldOf } from '../../../bench/report/view/world.ts'
import { kept, keptJson, readRow } from './report-fixture.ts'

const DEPLOYMENT = { target: { kind: 'deployment', url: 'https://shop.example/' } }

it.each<{ rows: readonly object[]; says: string }>([
  { rows: [readRow('bom', 16, 228)], says: 'takes 16 ms instead of 228 ms: 14 times faster.' },
  { rows: [readRow('bom', 100, 240)], says: 'takes 100 ms instead of 240 ms: 2.4 times faster.' },
  { rows: [readRow('bom', 100, 104)], says: 'takes 100 ms, as long as from a single region (104 ms).' },
  { rows: [readRow('bom', 200, 104)], says: 'takes 200 ms, longer than the 104 ms of a single region.' },
  { rows: [readRow('bom', 9.4)], says: 'takes 9.4 ms; a single region was not measured beside it.' },
  {
    rows: [{ ...readRow('bom', 16, 40), floorMs: 2 }],
    says: 'takes 16 ms instead of 40 ms: 2.5 times faster; light in fibre would need 2.0 ms.',
  },
])('B40 the verdict is one sentence: a read from Mumbai $says', ({ rows, says }) => {
  expect(verdictOf(kept({ rows }))).toBe(`A read from Mumbai ${says}`)
})

it('B40 the verdict names light only where the read is sooner, and no read that was not answered', () => {
  expect(verdictOf(kept())).toBe(
    'A read from Mumbai takes 16 ms instead of 228 ms: 14 times faster, and sooner than light in fibre gets to Ashburn and back (126 ms).',
  )
  expect(verdictOf(kept({ rows: [readRow('bom', undefined, 228)] }))).toBe(
    'No read from Mumbai was answered.',
  )
  expect(verdictOf(kept({ rows: [readRow('here', 20)], ...DEPLOYMENT }))).toContain(
    'from the measuring machine takes',
  )
})

it('B41 beside the verdict stand what other cities gain, what a write takes and what failed', () => {
  const lede = ledeOf(kept()).join(' ')
  expect(lede).toContain(
    'Over 3 cities a read is 1.0 to 14 times as fast as from a single region, 2.8 times in the middle.',
  )
  expect(lede).toContain('Ashburn gains nothing: Ashburn is the nearest region with Nearside, too.')
  expect(lede).toContain('from Mumbai it takes 232 ms, from a single region 228 ms.')
  expect(lede).toContain('Of 199 measurements none failed.')
  expect(ledeOf(kept({ rows: [readRow('bom', undefined, 228)] })).join(' ')).toContain(
    'Of 166 measurements 1 failed.',
  )
})

it('B42 each choice of the design is told by what was measured both ways, and what it costs by its cost', () => {
  const { measured, missing } = savingsOf(kept())
  expect(missing).toEqual([])
  expect(
    measured.map(({ choice, pairs }) => [choice, pairs.map((pair) => [pair.with.ms, pair.without.ms])]),
  ).toEqual([
    ['Reads from the nearest replica', [[16, 228]]],
    ['Static files at the edge', [[12, 228]]],
    ['A commit in one flight', [[216, 2568]]],
    ['Bookmarks, instead of reads kept on the primary', [[18, 234]]],
  ])
  const notes = measured.map(({ note }) => note).join(' ')
  expect(notes).toContain('5 statements: 1.0 round trips to the primary instead of 12.')
  expect(notes).toContain('costs 1.0 ms')
  expect(notes).toContain(
    '100 % of 160 reads came from the near replica; the wait was 0.6 ms at p50, 1.6 ms at p95.',
  )
})

it('B43 what a run did not measure is named, with the reason', () => {
  const readOnly = kept({
    parameters: { cities: ['bom'], requests: 40, readOnly: true },
    statements: [],
    freshness: undefined,
    rows: [readRow('bom', 16)],
    budgets: [],
  })
  const { measured, missing } = savingsOf(readOnly)
  expect(measured).toEqual([])
  expect(missing.map(({ choice }) => choice)).toEqual([
    'Reads from the nearest replica',
    'Static files at the edge',
    'A commit in one flight',
    'Bookmarks, instead of reads kept on the primary',
  ])
  expect(missing.map(({ why }) => why).join(' ')).toMatch(/No single region .*--baseline-url.*--read-only/)
  expect(worldOf(kept(DEPLOYMENT))).toMatchObject({ drawn: false, why: expect.stringContaining('not known') })
})

it('B44 a busy machine, few requests and failed ones are told before the numbers', () => {
  expect(cautionsOf(kept())).toEqual([])
  const { machine } = kept()
  const doubtful = kept({
    machine: { ...machine, busy: 0.93 },
    parameters: { cities: ['bom'], requests: 4, readOnly: false },
    rows: [readRow('bom', undefined, 228)],
  })
  expect(cautionsOf(doubtful).join(' ')).toMatch(/93 % busy.*Only 4 requests.*1 measurement failed/)
})

it('B45 the small print says what was simulated, of how few samples a p99 is, and the command that makes it', () => {
  const text = methodOf(kept())
    .map(({ detail }) => detail)
    .join(' ')
  expect(text).toContain('One machine plays the world')
  expect(text).toContain('Of 2 samples, p99 is simply the slowest one.')
  expect(commandOf(kept())).toBe('npm run bench -- report --run --cities iad,bom,lhr --requests 40')
  expect(commandOf(kept(DEPLOYMENT))).toContain(
    '--url https://shop.example/ --baseline-url <its single region>',
  )
  expect(methodOf(kept(DEPLOYMENT)).map(({ term }) => term)).toContain('Seen from one place')
})

it('B46 all cities are drawn on one scale; distance is told apart only where the links are known', () => {
  const panels = panelsOf(kept())
  expect(longestMs(panels)).toBe(233)
  const mumbai = panels.find(({ city }) => city === 'bom')
  const ways = mumbai?.groups.flatMap(({ kind, lanes }) =>
    lanes.map(({ variant, wayMs }) => [kind, variant, wayMs]),
  )
  expect(ways).toEqual([
    ['static', 'nearside', 10],
    ['static', 'baseline', 224],
    ['read', 'nearside', 12],
    ['read', 'baseline', 224],
    ['order', 'nearside', 226],
    ['order', 'baseline', 224],
  ])
  const deployed = panelsOf(kept(DEPLOYMENT)).flatMap(({ groups }) => groups.flatMap(({ lanes }) => lanes))
  expect(deployed.every(({ wayMs }) => wayMs === undefined)).toBe(true)
})

it('B47 of many requests evenly many are drawn, the fastest and the slowest among them', () => {
  const samples = Array.from({ length: 1000 }, (_, index) => ({
    city: 'bom',
    kind: 'read',
    variant: 'nearside',
    ms: 1000 - index,
  }))
  const read = panelsOf(kept({ samples }))
    .find(({ city }) => city === 'bom')
    ?.groups.find(({ kind }) => kind === 'read')
  const dots = read?.lanes[0]?.dotsMs ?? []
  expect(dots).toHaveLength(120)
  expect([dots.at(0), dots.at(-1)]).toEqual([1, 1000])
})

it.each<{ title: string; json: string; error: string }>([
  { title: 'no JSON', json: '{', error: 'kept.json: expected JSON, found' },
  { title: 'a wrong type', json: keptJson({ date: 7 }), error: 'kept.json: date: expected string, found 7' },
  { title: 'a missing key', json: keptJson({ machine: undefined }), error: 'kept.json: machine: is missing' },
  {
    title: 'an unknown kind deep inside',
    json: keptJson({ rows: [{ ...readRow('bom', 16), kind: 'delete' }] }),
    error:
      'kept.json: rows.0.kind: expected ("static" | "read" | "order" | "note" | "cancel"), found "delete"',
  },
  { title: 'no rows', json: keptJson({ rows: [] }), error: 'kept.json: rows: expected >=1, found 0' },
])('B48 a kept result with $title is refused, naming file and key', ({ json, error }) => {
  const parsed = parseKeptResult(json, 'kept.json')
  expect(parsed.ok ? [] : parsed.errors).toEqual([expect.stringContaining(error)])
})

it('B48 of a file of another kind a few errors are told, and how many more there are', () => {
  const parsed = parseKeptResult(keptJson({ samples: Array(50).fill({}) }), 'kept.json')
  const errors = parsed.ok ? [] : parsed.errors
  expect(errors).toHaveLength(9)
  expect(errors.at(-1)).toMatch(/^kept\.json: \d+ more like these$/)
})

it.each<{ flags: ReportFlags; options: object }>([
  { flags: {}, options: { run: undefined, from: undefined, out: undefined } },
  { flags: { from: 'a.json', out: 'b.html' }, options: { run: undefined, from: 'a.json', out: 'b.html' } },
  { flags: { run: true, cities: 'bom', requests: '4' }, options: { run: { cities: ['bom'], requests: 4 } } },
])('B49 the flags $flags of a report mean $options', ({ flags, options }) => {
  expect(parseReportFlags(flags, ['bom'])).toMatchObject({ ok: true, options })
})

it('B49 flags of a report that contradict each other are named at once', () => {
  expect(parseReportFlags({ run: true, from: 'a.json', requests: '0' }, ['bom'])).toEqual({
    ok: false,
    errors: [
      '--from: goes without --run, which measures anew',
      '--requests: expected a whole number from 1 to 10000, found "0"',
    ],
  })
  expect(parseReportFlags({ baselineUrl: 'x', quick: true }, ['bom'])).toEqual({
    ok: false,
    errors: [
      '--baseline-url: goes with --run; a kept result is measured already',
      '--quick: goes with --run; a kept result is measured already',
    ],
  })
})

it('B50 the terminal gets three lines: the verdict, what was asked, the budgets', () => {
  expect(summaryOf(kept())).toEqual([
    verdictOf(kept()),
    '3 cities of a planet, 199 measurements, 0 failed.',
    '1 of 2 budgets met; measured 24 November 2026, 16:51 UTC.',
  ])
})

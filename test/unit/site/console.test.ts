import { expect, it } from 'vitest'
import type { Finding } from '../../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY, type Mark } from '../../../protocol/operators/overlay.ts'
import { delayMs } from '../../../site/src/console/link/pace.ts'
import { begin, reduce } from '../../../site/src/console/link/state.ts'
import { colosOf } from '../../../site/src/console/model/colos.ts'
import { convergenceOf, newestView } from '../../../site/src/console/model/convergence.ts'
import { type Draft, hindrance, type Trial, withEnd } from '../../../site/src/console/model/draft.ts'
import { compareEpochs } from '../../../site/src/console/model/epoch.ts'
import { flowsOf, sharesOf, widthOf } from '../../../site/src/console/model/flows.ts'
import { boxAround, placeLabels } from '../../../site/src/console/model/labels.ts'
import { colourOf, positionOf, STOPS_MS } from '../../../site/src/console/model/latency-colour.ts'
import { quantilesOf } from '../../../site/src/console/model/quantile.ts'
import { rateOf, rememberCounts } from '../../../site/src/console/model/rate.ts'
import { matches, metricsOf, NO_FILTER, remember, tookMs } from '../../../site/src/console/model/receipts.ts'
import { regionRows } from '../../../site/src/console/model/regions.ts'
import { seriesOf } from '../../../site/src/console/model/series.ts'
import { changeInWords, clock, headlineOf, percent, span } from '../../../site/src/console/model/words.ts'
import { cityName, cityOf } from '../../../site/src/place/colos.ts'
import { segmentsOf, totalMs } from '../../../site/src/receipt/segments.ts'
import { NOW_MS, region, seen, view } from './console-fixtures.ts'
import { MESH, nameOf } from './fixtures.ts'

const MARK: Mark = { by: 'ana', atMs: NOW_MS - 60_000, why: 'kernel upgrade' }

it('S40 of two epochs the one with more changes is newer, then the one with more that has ended', () => {
  const order = ['aa', 'aa.7', 'aa.8', 'aa.8-1', 'aa.10']
  expect(order.toReversed().toSorted(compareEpochs)).toEqual(order)
  expect(compareEpochs('aa.7', 'bb.7')).toBe(0)
})

it('S41 a city has an epoch when all its isolates that still report have it', () => {
  const colos = colosOf([
    view('BOM', 'aa.8'),
    view('BOM', 'aa.7', { isolate: 'another', atMs: NOW_MS - 2000 }),
    view('FRA', 'aa.8'),
    view('FRA', 'aa.7', { isolate: 'gone', atMs: NOW_MS - 90_000 }),
    view('SIN', 'aa.7', { atMs: NOW_MS - 30_000 }),
    view('SYD', 'aa.9'),
    view('LHR', 'bb.8'),
  ])
  const { holding, behind, quiet, total } = convergenceOf(colos, 'aa.8', NOW_MS - 10_000)
  expect({ holding, behind, quiet, total }).toEqual({
    holding: ['fra', 'syd'],
    behind: ['bom', 'lhr'],
    quiet: ['sin'],
    total: 5,
  })
})

it('S41 the newest view is that of the newest epoch, of two configs that of the youngest isolate', () => {
  const old = view('BOM', 'aa.7')
  const young = view('FRA', 'bb.7', { startedMs: NOW_MS - 5000 })
  expect(newestView([old, young, view('SIN', 'aa.6', { startedMs: NOW_MS })])).toBe(young)
  expect(newestView([])).toBeUndefined()
})

it('S42 a region is what all cities together say of it', () => {
  const open = { state: 'open', failures: 3, sinceMs: NOW_MS } as const
  const standing = { role: 'replica', timeline: 1, lsn: '0/1', ageMs: 12, seenMs: NOW_MS } as const
  const regions = (bom: Parameters<typeof region>[1], fra: Parameters<typeof region>[1] = {}) => [
    region('iad'),
    region('bom', bom),
    region('fra', fra),
  ]
  const colos = colosOf([
    view('BOM', 'aa', { regions: regions({ rttMs: 2, standing }, { read: open }) }),
    view('SIN', 'aa', {
      regions: regions(
        { rttMs: 58, standing: { ...standing, ageMs: 90, seenMs: NOW_MS - 1 } },
        { pressureMs: 40 },
      ),
      ...{ timeline: 2, primary: 'fra' },
    }),
  ])
  const [iad, bom, fra] = regionRows(colos, undefined, NOW_MS)
  expect(iad).toMatchObject({ state: 'serving', isPrimary: false })
  expect(bom?.roundTrips).toEqual([
    { colo: 'bom', ms: 2 },
    { colo: 'sin', ms: 58 },
  ])
  expect(bom?.standing?.ageMs).toBe(12)
  expect(fra).toMatchObject({
    state: 'unwell',
    isPrimary: true,
    readOpen: ['bom'],
    pressed: ['sin'],
    pressureMs: 40,
  })
})

it('S42 what is kept counts before what the cities have taken over, as long as it holds', () => {
  const colos = colosOf([view('BOM', 'aa.7', { regions: [region('iad'), region('bom', { drain: MARK })] })])
  const stateAt = (overlay: Parameters<typeof regionRows>[1]) =>
    regionRows(colos, overlay, NOW_MS).map(({ state }) => state)
  expect(stateAt({ ...EMPTY_OVERLAY, revision: 7 })).toEqual(['serving', 'drained'])
  expect(stateAt({ ...EMPTY_OVERLAY, revision: 8 })).toEqual(['serving', 'serving'])
  const ended = { ...MARK, untilMs: NOW_MS - 1 }
  expect(stateAt({ ...EMPTY_OVERLAY, revision: 8, drains: { iad: MARK, bom: ended } })).toEqual([
    'drained',
    'serving',
  ])
  const weights = { iad: { ...MARK, weight: 0.3 } }
  expect(regionRows(colos, { ...EMPTY_OVERLAY, revision: 8, weights }, NOW_MS)[0]).toMatchObject({
    state: 'reduced',
    weight: 0.3,
  })
})

it('S43 a line of the map is a city, a region and a kind; a write goes on to the primary', () => {
  const write = { intent: 'write', parts: { net: 60, wan: 200 } } as const
  const flows = flowsOf(
    [
      seen('SIN', 'bom', { parts: { net: 58 } }),
      seen('SIN', 'bom', { parts: { net: 62 } }),
      seen('SIN', 'bom', write),
      seen('IAD', 'iad', { intent: 'write', parts: { net: 2, wan: 1 } }),
      seen('SYD', null),
      seen('SYD', 'fra', { atMs: NOW_MS - 61_000 }),
    ],
    'iad',
    NOW_MS,
  )
  expect(flows).toEqual([
    { from: 'sin', to: 'bom', kind: 'read', requests: 2, p50Ms: 58 },
    { from: 'sin', to: 'bom', kind: 'write', requests: 1, p50Ms: 260 },
    { from: 'bom', to: 'iad', kind: 'onward', requests: 1, p50Ms: 200 },
    { from: 'iad', to: 'iad', kind: 'write', requests: 1, p50Ms: 3 },
  ])
  expect(Object.fromEntries(sharesOf(flows))).toEqual({ bom: 0.75, iad: 0.25 })
  expect([widthOf(0, 9), widthOf(9, 9)]).toEqual([1.5, 7])
})

it('S43 once a city has turned, what it did before draws no line; what it still does draws one', () => {
  const at = (secondsAgo: number, to: string, epoch: string) =>
    seen('SIN', to, { atMs: NOW_MS - secondsAgo * 1000, epoch })
  const lines = (...receipts: Parameters<typeof flowsOf>[0]) =>
    flowsOf(receipts, 'iad', NOW_MS).map(({ to }) => to)
  expect(lines(at(1, 'fra', 'aa.8'), at(9, 'fra', 'aa.8'), at(10, 'bom', 'aa.7'))).toEqual(['fra'])
  // Another isolate of that city that has not heard of it yet.
  expect(lines(at(1, 'bom', 'aa.7'), at(9, 'fra', 'aa.8'))).toEqual(['bom', 'fra'])
})

it('S44 colours run evenly with the logarithm of the time, through the stops', () => {
  expect(STOPS_MS.map(positionOf)).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect([positionOf(1), positionOf(9999)]).toEqual([0, 1])
  expect(positionOf(Math.sqrt(10 * 30))).toBeCloseTo(0.125)
  expect(colourOf(80)).toBe('color-mix(in oklab, var(--latency-3) 0%, var(--latency-2))')
  expect(colourOf(9999)).toBe('color-mix(in oklab, var(--latency-4) 100%, var(--latency-3))')
})

it('S45 quantiles are by nearest rank, and none of nothing', () => {
  expect(quantilesOf([15, 20, 35, 40, 50])).toEqual({ p50: 35, p95: 50 })
  expect(quantilesOf([])).toEqual({ p50: null, p95: null })
})

it('S46 each receipt is remembered once, for 15 minutes, newest first', () => {
  const [old, mid, fresh] = [15 * 60_000, 5000, 10].map((agoMs) =>
    seen('BOM', 'bom', { atMs: NOW_MS - agoMs }),
  )
  if (!old || !mid || !fresh) throw new Error('no receipts')
  const known = remember([mid, old], [fresh, mid], NOW_MS)
  expect(known).toEqual([fresh, mid])
  expect(remember(known, [mid], NOW_MS)).toBe(known)
})

it('S46 a receipt is shown by its parts; without any, by the gateway’s own measure', () => {
  const given = seen('SIN', 'bom', {
    data: 'primary',
    parts: { client: 10, net: 58, app: 1, wan: 200 },
    floorMs: 120,
    alt: { region: 'iad', ms: 229 },
  })
  const metrics = metricsOf(given)
  const segments = segmentsOf(metrics, nameOf)
  expect(segments.map(({ label }) => label)).toEqual([
    'You to edge',
    'Edge to Mumbai',
    'App',
    'To the primary',
  ])
  expect(totalMs(segments)).toBe(tookMs(given))
  expect(metrics).toContainEqual({ name: 'alt', durMs: 229, desc: 'iad' })
  expect(tookMs(seen('SIN', null, { totalMs: 12 }))).toBe(12)
})

it('S47 receipts are chosen by city, region and kind, those without an answer too', () => {
  const given = seen('SIN', null)
  expect(matches(NO_FILTER, given)).toBe(true)
  expect(matches({ colo: 'sin', region: 'none', intent: 'read' }, given)).toBe(true)
  expect(matches({ ...NO_FILTER, region: 'bom' }, given)).toBe(false)
  expect(matches({ ...NO_FILTER, intent: 'write' }, given)).toBe(false)
})

it('S48 latency over time is by city, reads and writes apart; where a minute had none, the line is cut', () => {
  const at = (secondsAgo: number, ms: number) =>
    seen('SIN', 'bom', { atMs: NOW_MS - secondsAgo * 1000, parts: { net: ms } })
  const receipts = [at(10, 60), at(20, 80), at(170, 40), seen('SYD', 'bom', { intent: 'write' })]
  const { timesS, lines } = seriesOf(receipts, 'read', NOW_MS - 1000, NOW_MS)
  expect(lines.map(({ colo, requests }) => [colo, requests])).toEqual([['sin', 3]])
  expect(timesS.at(-1)).toBe(NOW_MS / 1000)
  const p50 = lines[0]?.p50 ?? []
  expect([p50.at(-1), p50[timesS.indexOf(NOW_MS / 1000 - 90)], lines[0]?.p95.at(-1)]).toEqual([60, null, 80])
  expect(lines[0]?.overall).toEqual({ p50: 60, p95: 80 })
})

it('S49 the rate is what the isolates counted between their reports', () => {
  const at = (agoMs: number, requests: number, isolate = 'one') =>
    view('BOM', 'aa', { isolate, atMs: NOW_MS - agoMs, requests, unanswered: requests / 100 })
  const first = rememberCounts([], [at(10_000, 100), at(9000, 7, 'other')], NOW_MS - 9000)
  expect(rateOf(first)).toBeUndefined()
  const then = rememberCounts(first, [at(0, 300), at(9000, 7, 'other')], NOW_MS)
  expect(rateOf(then)).toEqual({ perSecond: 20, unanswered: 2 })
})

const FINE: Trial = {
  kind: 'judged',
  whatIf: undefined,
  answer: { findings: [], changed: true, overlay: EMPTY_OVERLAY },
}
const DRAFT: Draft = {
  change: { action: 'drain', region: 'bom' },
  why: 'upgrade',
  forMs: null,
  isForced: false,
}
const finding = (forceable: boolean): Finding => ({ rule: 'primary', forceable, message: 'No other way.' })
const withFindings = (...findings: Finding[]): Trial => ({ ...FINE, answer: { ...FINE.answer, findings } })

it.each<[string, Draft, Trial, string | undefined]>([
  ['nothing against it', DRAFT, FINE, undefined],
  ['not asked yet', DRAFT, { kind: 'asking' }, 'The safety rules are being asked.'],
  ['no reason', { ...DRAFT, why: ' ' }, FINE, 'Say why first.'],
  [
    'refused, though forced',
    { ...DRAFT, isForced: true },
    withFindings(finding(false)),
    'The safety rules refuse it.',
  ],
  ['advised against', DRAFT, withFindings(finding(true)), 'A safety rule speaks against it.'],
  ['forced', { ...DRAFT, isForced: true }, withFindings(finding(true)), undefined],
  ['so already', DRAFT, { ...FINE, answer: { ...FINE.answer, changed: false } }, 'It would change nothing.'],
])(
  'S50 a change can be made only when the safety rules were asked and heard: %s',
  (_, draft, trial, expected) => {
    expect(hindrance(draft, trial)).toBe(expected)
  },
)

it('S50 an end is counted from the gateway’s clock, for what can end', () => {
  expect(withEnd(DRAFT.change, 60_000, NOW_MS)).toEqual({ ...DRAFT.change, untilMs: NOW_MS + 60_000 })
  expect(withEnd(DRAFT.change, null, NOW_MS)).toEqual(DRAFT.change)
  expect(withEnd({ action: 'undo' }, 60_000, NOW_MS)).toEqual({ action: 'undo' })
})

it('S51 the state of all regions is one sentence', () => {
  const headline = (...drained: string[]) =>
    headlineOf(
      regionRows(
        colosOf([view('BOM', 'aa')]),
        { ...EMPTY_OVERLAY, revision: 1, drains: Object.fromEntries(drained.map((id) => [id, MARK])) },
        NOW_MS,
      ),
    )
  expect(headline()).toBe('All regions serve.')
  expect(headline('bom')).toBe('Mumbai is drained. Virginia and Frankfurt serve.')
  expect(headline('bom', 'fra')).toBe('Mumbai and Frankfurt are drained. Virginia serves.')
  expect(headlineOf([])).toBe('No gateway has reported yet.')
})

it('S51 changes, shares and times are written by fixed rules', () => {
  expect(changeInWords({ action: 'weight', region: 'fra', weight: 0.25 })).toBe('Weight of Frankfurt: 25 %')
  expect(changeInWords({ action: 'pin', match: { country: ['DE'] }, to: 'fra' })).toBe(
    'Pin country DE to Frankfurt',
  )
  expect([0, 0.004, 0.5].map(percent)).toEqual(['0 %', '<1 %', '50 %'])
  expect([0, 8400, 130_000, 7_300_000, 400_000_000].map(span)).toEqual(['0 s', '8 s', '2 min', '2 h', '5 d'])
  const noon = new Date(2026, 10, 24, 12, 5).getTime()
  expect([clock(noon, noon), clock(noon + 86_400_000, noon)]).toEqual(['12:05', '25 Nov, 12:05'])
})

it('S52 a failing connection is asked less and less often, and never given up', () => {
  expect([0, 1, 2, 3, 4, 99].map(delayMs)).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000])
})

it('S53 who was never signed in is asked for a token; who was is told that it is not known', () => {
  const after = (token: string | undefined) =>
    reduce(begin(token), { kind: 'sign-out', because: 'refused' }).session
  expect(after(undefined)).toEqual({ kind: 'out', because: 'new' })
  expect(after('wrong')).toEqual({ kind: 'out', because: 'refused' })
})

it('S53 what is seen stays in sight when the gateway falls silent, and nothing of it when someone signs out', () => {
  const world = { atMs: NOW_MS, views: [view('BOM', 'aa')], receipts: [] }
  const live = reduce(begin('token'), { kind: 'world', world, atMs: NOW_MS + 300 })
  expect(live).toMatchObject({ session: { kind: 'in', token: 'token' }, target: { epoch: 'aa' } })
  const lost = reduce(live, { kind: 'lost', nextMs: NOW_MS + 4000, why: 'Silence.' })
  expect(lost).toMatchObject({ link: { kind: 'lost', failures: 1 }, seen: { world } })
  expect(reduce(lost, { kind: 'sign-out', because: 'left' }).seen).toBeUndefined()
})

it('S54 words on the map never cover each other; what finds no room is left out', () => {
  const spot = (id: string, x: number) => ({ id, x, y: 100, text: 'London' })
  const sides = (...taken: ReturnType<typeof boxAround>[]) =>
    placeLabels([spot('a', 100), spot('b', 104)], taken).map(({ id, side }) => `${id} ${side}`)
  expect(sides()).toEqual(['a right', 'b left'])
  expect(sides(boxAround(130, 100, 40, 10))).toEqual(['a left', 'b top'])
  expect(sides(boxAround(100, 100, 300, 300))).toEqual([])
})

it('S54 cities beyond the planet’s have a place and a name; what is in no table goes by its code', () => {
  expect(cityOf('cdg')).toMatchObject({ name: 'Paris', latitude: 49, longitude: 2.5 })
  expect([cityName('bom'), cityName('zzz')]).toEqual(['Mumbai', 'ZZZ'])
  expect(MESH.regions.every(({ id }) => cityOf(id))).toBe(true)
})

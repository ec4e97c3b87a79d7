import { expect, it } from 'vitest'
import { AT_EASE, onAnswer, onSent, type Pace, pressureMs } from '../../../worker/resilience/pace.ts'
import { addRead, type Refusals, refusesMost } from '../../../worker/resilience/refusals.ts'
import { isSlowElsewhere, NO_SLOW_KINDS, onInTime, onSlow } from '../../../worker/resilience/slow-kinds.ts'
import { kindOf, lateMs, learnUsual, NOTHING_USUAL, type Usual } from '../../../worker/resilience/usual.ts'

/** One answer a second, from the second after `fromMs` on. */
const answers = (late: readonly number[], pace: Pace = AT_EASE, fromMs = 0) =>
  late.reduce((known, each, index) => onAnswer(known, each, fromMs + 1000 * (index + 1)), pace)

const work = (usual: Usual, kind: string, times: readonly number[], fromMs = 0, everyMs = 1000) =>
  times.reduce((known, ownMs, index) => learnUsual(known, kind, ownMs, fromMs + everyMs * index), usual)

it('W364 three late answers of six are nothing, four are pressure: as much as the least late of them', () => {
  expect(pressureMs(answers([400, 0, 400, 0, 0, 400]), 6000)).toBe(0)
  expect(pressureMs(answers([0, 0, 900, 400, 500, 600]), 6000)).toBe(400)
  expect(pressureMs(answers([400, 400, 400, 400, 0, 0, 0]), 7000)).toBe(0)
})

it('W365 pressure fades while nothing is sent, and is gone after half a minute', () => {
  const late = answers([400, 400, 400, 400])
  expect(pressureMs(late, 4000)).toBe(400)
  expect(pressureMs(late, 14_000)).toBe(200)
  expect(pressureMs(late, 33_999)).toBeGreaterThan(0)
  expect(pressureMs(late, 34_000)).toBe(0)
})

it('W366 the first read after that is a trial: others wait for its answer, which decides', () => {
  const trial = onSent(answers([400, 400, 400, 400]), 40_000)
  expect(pressureMs(trial, 40_001)).toBeCloseTo(400, 0)
  expect(pressureMs(onAnswer(trial, 350, 40_400), 40_400)).toBe(400)
  expect(pressureMs(onAnswer(trial, 0, 40_010), 40_010)).toBe(0)
})

it('W367 a slow route is no slow region, and a route that is slower than it was is', () => {
  const usual = work(work(NOTHING_USUAL, '/report', Array(10).fill(500)), '/products', Array(10).fill(2))
  expect([lateMs(usual, '/report', 600), lateMs(usual, '/products', 600)]).toEqual([0, 598])
  expect(lateMs(usual, '/products', 50)).toBe(0)
  expect(lateMs(usual, '/unknown', 5000)).toBeUndefined()
})

it('W368 a slow quarter of an hour does not become usual, work that has grown for good does', () => {
  const known = work(NOTHING_USUAL, '/products', Array(30).fill(40))
  const trials = work(known, '/products', Array(90).fill([400, 40]).flat(), 30_000, 5000)
  expect(lateMs(trials, '/products', 400)).toBe(360)
  const grown = work(known, '/products', Array(300).fill(400), 30_000)
  expect(lateMs(grown, '/products', 400)).toBe(0)
})

it('W369 kinds of reads are few, however many paths there are', () => {
  expect(kindOf('GET', '/api/products/42')).toBe(kindOf('GET', '/api/products/43'))
  expect(
    new Set(['/api/products', '/api/products/42', '/api/orders'].map((p) => kindOf('GET', p))).size,
  ).toBe(3)
  let usual = NOTHING_USUAL
  for (let path = 0; path < 1000; path++) usual = learnUsual(usual, kindOf('GET', `/${path}/x`), 5, path)
  expect(usual.size).toBeLessThanOrEqual(64)
})

it('W391 a region refuses most reads where it refused fifteen of the last twenty', () => {
  const after = (...reads: readonly boolean[]) => refusesMost(reads.reduce(addRead, [] as Refusals))
  expect(after(...Array(14).fill(true))).toBe(false)
  expect(after(...Array(15).fill(true))).toBe(true)
  expect(after(...Array(40).fill([true, true, false]).flat())).toBe(false)
  expect(after(...Array(20).fill(true), ...Array(6).fill(false))).toBe(false)
})

it('W392 a kind of read is slow as such where another region was slow with it, and none was in time', () => {
  const slow = onSlow(NO_SLOW_KINDS, '/report', 'fra', 0)
  const isSlow = (id: string, nowMs = 1000, kinds = slow) => isSlowElsewhere(kinds, '/report', id, nowMs)
  expect([isSlow('bom'), isSlow('fra'), isSlow('bom', 60_000)]).toEqual([true, false, false])
  expect(isSlowElsewhere(slow, '/products', 'bom', 1000)).toBe(false)
  const mixed = onInTime(slow, '/report', 500)
  expect([isSlow('bom', 1000, mixed), isSlow('bom', 59_999, mixed)]).toEqual([false, false])
  const later = onSlow(onInTime(mixed, '/report', 2000), '/report', 'fra', 61_000)
  expect([isSlow('bom', 61_500, later), isSlow('bom', 62_000, later)]).toEqual([false, true])
})

it('W394 trials without a verdict renew the pressure three times, and it ends', () => {
  let pace = answers([400, 400, 400, 400])
  for (let nowMs = 5000; nowMs <= 38_000; nowMs += 1000) pace = onSent(pace, nowMs)
  expect(pressureMs(pace, 38_000)).toBe(0)
  const judged = onSent(onAnswer(pace, 400, 38_100), 39_000)
  expect(pressureMs(judged, 39_000)).toBe(400)
})

it('W395 the kind that was read longest ago is forgotten, and the others are not spoilt by it', () => {
  // So well known that a read teaches nothing for ten seconds.
  let usual = work(NOTHING_USUAL, '/products', Array(30).fill(2))
  for (let path = 0; path < 1000; path++) {
    const nowMs = 32_000 + 2 * path
    usual = learnUsual(usual, `/${path}`, 900, nowMs)
    if (path % 25 === 0) usual = learnUsual(usual, '/products', 2, nowMs)
    expect(lateMs(usual, '/new', 5000)).toBeUndefined()
  }
  expect(lateMs(usual, '/products', 600)).toBe(598)
  expect(lateMs(work(usual, '/new', Array(10).fill(300)), '/new', 310)).toBe(0)
})

import { expect, it } from 'vitest'
import type { Standing } from '../../../protocol/position.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'

const READ = 'GET /api/products +0'

it('W80 the first request to a region does not tell its distance, for it pays for the connection; the probe does', () => {
  const store = createHealthStore()
  store.answered('bom', 400, 0)
  expect(store.estimates.has('bom')).toBe(false)
  expect(store.takeDueProbes(['bom'], 1)).toEqual(['bom'])
  store.probed('bom', 130, 2)
  expect(store.estimates.get('bom')?.rttMs).toBe(130)
  for (const nowMs of [1000, 2000, 3000]) store.answered('bom', 134, nowMs)
  expect(store.estimates.get('bom')?.rttMs).toBeCloseTo(130.76)
  store.answered('bom', undefined, 4000)
  expect(store.estimates.get('bom')?.rttMs).toBeCloseTo(130.76)
})

it('W81 a region with traffic is not probed, one that fails is, until a probe closes its circuit', () => {
  const store = createHealthStore(() => 0)
  store.probed('bom', 2, 0)
  store.answered('bom', 2, 9_000)
  expect(store.takeDueProbes(['bom'], 10_000)).toEqual([])
  for (const nowMs of [11_000, 12_000, 13_000]) store.failed('bom', nowMs)
  expect(store.circuits.get('bom')?.state).toBe('open')
  expect(store.takeDueProbes(['bom'], 19_000)).toEqual(['bom'])
  expect(store.circuits.get('bom')?.state).toBe('half-open')
  expect(store.takeDueProbes(['bom'], 19_001)).toEqual([])
  store.probed('bom', 2, 19_010)
  expect(store.circuits.get('bom')?.state).toBe('closed')
})

it('W95 writes that do not reach the primary send writes elsewhere and leave reads where they are', () => {
  const store = createHealthStore()
  for (const nowMs of [1, 2, 3]) store.failedToWrite('bom', nowMs)
  expect([[...store.unwell('write')], [...store.unwell('read')]]).toEqual([['bom'], []])
  store.takeDueProbes([], 10_003)
  expect([...store.unwell('write')]).toEqual([])
  store.failedToWrite('bom', 10_004)
  expect([...store.unwell('write')]).toEqual(['bom'])
  store.wrote('bom')
  expect([...store.unwell('write')]).toEqual([])
})

it('W96 a primary that another one has taken over from gets writes last, and the highest timeline is never forgotten', () => {
  const store = createHealthStore()
  const at = (role: Standing['role'], timeline: number) => ({
    role,
    position: { timeline, lsn: 1n },
    ageMs: 0,
  })
  expect(store.highestTimeline()).toBe(0)
  store.stands('iad', at('primary', 1), 0)
  store.reachedPrimary('fra', 97, 1)
  store.stands('bom', at('replica', 1), 1)
  expect([store.highestTimeline(), [...store.unwell('write')], store.toPrimary.size]).toEqual([1, [], 1])
  store.stands('bom', at('primary', 2), 2)
  expect([store.highestTimeline(), [...store.unwell('write')], store.toPrimary.size]).toEqual([2, ['iad'], 0])
  store.stands('bom', at('replica', 1), 3)
  expect([store.highestTimeline(), [...store.unwell('write')]]).toEqual([2, ['iad']])
})

it('W109 a region that all traffic passes by is probed, and so tells when its data have come', () => {
  const store = createHealthStore()
  store.probed('bom', 2, 0)
  store.probed('fra', 130, 0)
  for (let nowMs = 1000; nowMs < 10_000; nowMs += 1000) store.answered('fra', 130, nowMs)
  expect(store.takeDueProbes(['bom', 'fra'], 10_000)).toEqual(['bom'])
})

it('W354 a slower answer on a cold connection is not learned, and a probe finds out', () => {
  const store = createHealthStore()
  const ask = (rttMs: number, nowMs: number) => {
    const isWarm = store.sent('bom', READ, nowMs)
    store.answered('bom', rttMs, nowMs + rttMs, isWarm)
    return isWarm
  }
  store.probed('bom', 100, 0)
  for (let nowMs = 6000; nowMs <= 24_000; nowMs += 6000) expect(ask(200, nowMs)).toBe(false)
  expect(store.estimates.get('bom')?.rttMs).toBe(100)
  expect(store.takeDueProbes(['bom'], 24_300)).toEqual(['bom'])
  for (let nowMs = 24_500; nowMs <= 26_500; nowMs += 500) expect(ask(200, nowMs)).toBe(true)
  expect(store.estimates.get('bom')?.rttMs).toBe(200)
})

it('W355 requests that find no free connection do not make a region look farther', () => {
  const store = createHealthStore()
  store.probed('bom', 100, 0)
  const isWarm = Array.from({ length: 8 }, () => store.sent('bom', READ, 1000))
  expect(isWarm).toEqual([true, ...Array(7).fill(false)])
  isWarm.forEach((warm, index) => {
    store.answered('bom', warm ? 100 : 200, 1100 + index * 300, warm)
  })
  expect(store.estimates.get('bom')?.rttMs).toBe(100)
})

it('W356 answers that come together count as one', () => {
  const store = createHealthStore()
  store.probed('bom', 2, 0)
  for (let answer = 0; answer < 50; answer++) store.answered('bom', 900, 1000 + answer)
  expect(store.estimates.get('bom')?.rttMs).toBe(2)
  for (let answer = 0; answer < 50; answer++) store.timedOut('bom', READ, 900, 1000 + answer)
  expect(store.pressures(1050).size).toBe(0)
})

it('W357 one probe brings a region back that is near again, and takes two to send it away', () => {
  const store = createHealthStore()
  store.probed('bom', 2, 0)
  for (let nowMs = 1000; nowMs <= 6000; nowMs += 1000) store.answered('bom', 302, nowMs)
  expect(store.estimates.get('bom')?.rttMs).toBe(302)
  store.probed('bom', 2, 16_000)
  expect(store.estimates.get('bom')?.rttMs).toBe(2)
  store.probed('bom', 302, 26_000)
  expect(store.estimates.get('bom')?.rttMs).toBe(2)
  store.probed('bom', 302, 36_000)
  expect(store.estimates.get('bom')?.rttMs).toBe(302)
})

it('W358 isolates that saw a region fail together do not probe it together, and none sooner than after ten seconds', () => {
  const dueAfter = (random: number) => {
    const store = createHealthStore(() => random)
    store.probed('bom', 2, 0)
    for (const nowMs of [1, 2, 3, 4]) store.failed('bom', nowMs)
    let nowMs = 0
    while (store.takeDueProbes(['bom'], nowMs).length === 0) nowMs += 100
    return nowMs
  }
  expect([dueAfter(0), dueAfter(0.5), dueAfter(0.99)]).toEqual([10_000, 11_000, 12_000])
})

it('W359 an isolate tells the state of its circuits, for reads and for writes', () => {
  const store = createHealthStore()
  for (const nowMs of [1, 2, 3]) store.failedToWrite('bom', nowMs)
  store.failed('fra', 4)
  expect(store.writeCircuits.get('bom')).toEqual({ state: 'open', sinceMs: 3 })
  expect(store.circuits.get('fra')).toEqual({ state: 'closed', failures: 1 })
  expect(store.retryBudget()).toBe(1)
  store.mayRetry()
  expect(store.retryBudget()).toBe(0.99)
})

it('W360 a region that a probe has brought back begins without what it was late by', () => {
  const store = createHealthStore()
  for (const nowMs of [1000, 2000, 3000, 4000]) {
    store.timedOut('bom', READ, 2000, nowMs)
  }
  expect(store.pressures(4000).get('bom')).toBe(2000)
  store.probed('bom', 2, 5000)
  expect(store.pressures(5000).size).toBe(0)
})

it('W393 a region that times out on everything is closed after three, another one too', () => {
  const store = createHealthStore(() => 0)
  const report = 'GET /api/report +0'
  const isUnwell = (id: string) => store.unwell('read').has(id)
  for (const [index, kind] of [READ, report, 'GET /api/orders +1'].entries()) {
    expect(isUnwell('bom')).toBe(false)
    store.timedOut('bom', kind, 2000, index)
  }
  expect(isUnwell('bom')).toBe(true)
  // A third region answers in time: so it is the two, and not the kind.
  store.answeredRead('iad', READ, true, 10)
  for (const nowMs of [11, 12, 13]) store.timedOut('fra', READ, 2000, nowMs)
  expect(isUnwell('fra')).toBe(true)
})

it('W397 a kind of read that takes too long everywhere closes no region, and moves no other reads', () => {
  const store = createHealthStore()
  const report = 'GET /api/report +0'
  for (let nowMs = 0; nowMs < 120_000; nowMs += 5000) {
    store.timedOut('bom', report, 2000, nowMs)
    store.timedOut('fra', report, 2000, nowMs + 2000)
    store.answeredRead('iad', report, false, nowMs + 5000)
    expect([...store.unwell('read'), ...store.pressures(nowMs + 5000).keys()]).toEqual([])
  }
})

it('W398 pressure is renewed by reads that can be judged alone', () => {
  const store = createHealthStore()
  for (let read = 0; read < 30; read++) store.worked('bom', READ, 2, read * 100)
  for (let read = 0; read < 4; read++) store.worked('bom', READ, 402, 10_000 + read * 1000)
  expect(store.pressures(13_000).get('bom')).toBe(400)
  store.sent('bom', 'GET /api/unknown +0', 23_000)
  store.sent('bom', undefined, 23_000)
  expect(store.pressures(23_000).get('bom')).toBe(200)
  store.sent('bom', READ, 23_000)
  expect(store.pressures(23_000).get('bom')).toBe(400)
})

it('W376 a first probe that was held up is corrected by the very next answer', () => {
  const store = createHealthStore()
  store.probed('bom', 90, 0)
  store.answered('bom', 2, 10)
  expect(store.estimates.get('bom')?.rttMs).toBe(2)
})

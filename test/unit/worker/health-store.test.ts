import { expect, it } from 'vitest'
import type { Standing } from '../../../protocol/position.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'

it('W80 the first request to a region does not tell its distance, for it pays for the connection; the probe does', () => {
  const store = createHealthStore()
  store.answered('bom', 400, 0)
  expect(store.estimates.has('bom')).toBe(false)
  expect(store.takeDueProbes(['bom'], 1)).toEqual(['bom'])
  store.probed('bom', 130, 2)
  expect(store.estimates.get('bom')?.rttMs).toBe(130)
  store.answered('bom', 132, 3)
  expect(store.estimates.get('bom')?.rttMs).toBeCloseTo(130.2)
  store.answered('bom', undefined, 4)
  expect(store.estimates.get('bom')?.rttMs).toBeCloseTo(130.2)
})

it('W81 a region with traffic is not probed, one that fails is, until a probe closes its circuit', () => {
  const store = createHealthStore()
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

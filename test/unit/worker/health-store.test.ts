import { expect, it } from 'vitest'
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

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { distanceKm, floorMs } from '../../../worker/routing/distance.ts'
import { learn } from '../../../worker/routing/estimate.ts'
import { rankForRead } from '../../../worker/routing/freshness.ts'
import { rank } from '../../../worker/routing/rank.ts'
import { rankForWrite } from '../../../worker/routing/write-way.ts'
import { MUMBAI, REGIONS } from './fixtures.ts'

const FRANKFURT = { latitude: 50.03, longitude: 8.57 }
const ids = (ranking: ReturnType<typeof rank>) => ranking.map(({ region }) => region.id)
const seen = (rttMs: number) => ({ rttMs, samples: 3, updatedMs: 0 })

it('W20 distance and floor are those of the great circle and of light in fibre', () => {
  const [iad, bom] = REGIONS
  expect(distanceKm(iad, bom)).toBeCloseTo(12_850, -2)
  expect(floorMs(iad, bom)).toBeCloseTo(125.9, 0)
  expect(floorMs(bom, bom)).toBe(0)
})

it('W21 distance is symmetric, never negative and at most half the circumference', () => {
  const position = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  })
  fc.assert(
    fc.property(position, position, (a, b) => {
      expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6)
      expect(distanceKm(a, b)).toBeGreaterThanOrEqual(0)
      expect(distanceKm(a, b)).toBeLessThanOrEqual(20_016)
    }),
  )
})

it('W22 while cold the map decides', () => {
  expect(ids(rank(REGIONS, MUMBAI, new Map()))).toEqual(['bom', 'fra', 'iad'])
  expect(rank(REGIONS, MUMBAI, new Map()).every(({ source }) => source === 'prior')).toBe(true)
})

it('W23 what was learned decides over the map: from Frankfurt, Virginia may be nearer than Mumbai', () => {
  const learned = new Map([
    ['fra', seen(2)],
    ['bom', seen(120)],
    ['iad', seen(90)],
  ])
  expect(ids(rank(REGIONS, FRANKFURT, learned))).toEqual(['fra', 'iad', 'bom'])
  expect(ids(rank(REGIONS, FRANKFURT, new Map([...learned, ['fra', seen(300)]])))).toEqual([
    'iad',
    'bom',
    'fra',
  ])
})

it('W24 a client that the map can not place keeps the order of the config until something is learned', () => {
  expect(ids(rank(REGIONS, undefined, new Map()))).toEqual(['iad', 'bom', 'fra'])
  expect(ids(rank(REGIONS, undefined, new Map([['bom', seen(5)]])))).toEqual(['bom', 'iad', 'fra'])
})

it('W25 an estimate stays between the samples it has seen, and follows a change', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1 }), (samples) => {
      const estimate = samples.reduce<ReturnType<typeof learn> | undefined>(
        (known, sample, index) => learn(known, sample, index),
        undefined,
      )
      expect(estimate?.rttMs).toBeGreaterThanOrEqual(Math.min(...samples) - 1e-9)
      expect(estimate?.rttMs).toBeLessThanOrEqual(Math.max(...samples) + 1e-9)
      expect(estimate?.samples).toBe(samples.length)
    }),
  )
  let estimate = learn(undefined, 400, 0)
  for (let time = 1; time < 20; time++) estimate = learn(estimate, 200, time)
  expect(estimate.rttMs).toBeCloseTo(200, 0)
})

it('W308 a region that answers later than usual is as good as so much farther away', () => {
  const learned = new Map([
    ['bom', seen(2)],
    ['fra', seen(130)],
    ['iad', seen(200)],
  ])
  const pressed = (ms: number) => rank(REGIONS, MUMBAI, learned, new Map([['bom', ms]]))
  expect(ids(pressed(127))).toEqual(['bom', 'fra', 'iad'])
  expect(ids(pressed(129))).toEqual(['fra', 'bom', 'iad'])
  const freshness = {
    standings: new Map(),
    highestTimeline: 0,
    toPrimary: new Map(),
    nowMs: 0,
    primary: 'iad',
  }
  expect(ids(rankForRead(pressed(199), [], freshness))).toEqual(['fra', 'iad', 'bom'])
  expect(ids(rankForWrite(pressed(0), 'iad', new Map([['bom', seen(200)]])))[0]).toBe('bom')
  expect(ids(rankForWrite(pressed(129), 'iad', new Map([['bom', seen(200)]])))[0]).toBe('fra')
  expect(rankForRead(pressed(129), [], freshness)[1]).toMatchObject({
    rttMs: 2,
    pressureMs: 129,
    costMs: 131,
  })
})

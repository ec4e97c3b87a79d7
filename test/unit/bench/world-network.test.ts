import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HOURS, hourFactor } from '../../../bench/world/day.ts'
import { lastMileMs, oneLastMileMs } from '../../../bench/world/last-mile.ts'
import { oneRoundTripMs, roundTripMs } from '../../../bench/world/network.ts'
import { normal, randomFrom } from '../../../bench/world/random.ts'
import { CITIES, rttMs } from '../../../planet/cities.ts'
import { floorMs } from '../../../worker/routing/distance.ts'
import { cityAt, EVERYWHERE } from './world-samples.ts'

const place = fc.record({
  latitude: fc.double({ min: -60, max: 70, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})

it('B60 a way is as long there as back, and never under the floor of light', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      expect(roundTripMs(a, b)).toBeCloseTo(roundTripMs(b, a), 9)
      expect(roundTripMs(a, b)).toBeGreaterThan(1.2 * floorMs(a, b))
    }),
  )
})

it('B61 between the cities that were measured it takes what was measured, at the median', () => {
  for (const a of CITIES)
    for (const b of CITIES) {
      if (a.id >= b.id) continue
      const measuredMs = 0.947 * rttMs(a.id, b.id)
      expect(Math.abs(roundTripMs(a, b) / measuredMs - 1), `${a.id}-${b.id}`).toBeLessThan(0.12)
    }
})

it('B62 a detour by way of a third city is seldom a short cut, and never a great one', () => {
  const some = EVERYWHERE.filter((_, index) => index % 12 === 0)
  let [triples, shorter] = [0, 0]
  for (const a of some)
    for (const b of some)
      for (const c of some) {
        if (a.id >= c.id || b === a || b === c) continue
        const share = (roundTripMs(a, b) + roundTripMs(b, c)) / roundTripMs(a, c)
        triples += 1
        if (share < 1) shorter += 1
        expect(share, `${a.id} ${b.id} ${c.id}`).toBeGreaterThan(0.6)
      }
  expect(shorter / triples).toBeLessThan(0.1)
})

it('B63 round trips vary round their median, those of a backbone by little and those of a last mile by much', () => {
  const random = randomFrom(7)
  const draws = Array.from({ length: 4001 }, () => normal(random)).toSorted((a, b) => a - b)
  const at = (share: number) => draws[Math.round(share * 4000)] ?? 0
  expect(oneRoundTripMs(100, at(0.5))).toBeCloseTo(100, -1)
  expect(oneRoundTripMs(100, at(0.95)) / 100).toBeCloseTo(1.056, 1)
  expect(oneLastMileMs(20, at(0.95)) / 20).toBeCloseTo(2, 0)
  expect(oneRoundTripMs(0, 3)).toBe(0)
})

it('B64 the way to the data centre is longer where people live far from it', () => {
  const near = cityAt('aaa', 0, 1)
  expect(lastMileMs({ ...near, awayKm: 500 })).toBeGreaterThan(lastMileMs(near) + 5)
  for (const city of EVERYWHERE) expect(lastMileMs(city)).toBeLessThan(60)
})

it('B65 each city asks least before dawn and most in its evening, and a day’s mean is one', () => {
  const hours = Array.from({ length: HOURS }, (_, hour) => hour)
  for (const city of [cityAt('aaa', 0, 1), cityAt('bbb', 77, 1), cityAt('ccc', -122, 1)]) {
    const factors = hours.map((hour) => hourFactor(city, hour, 'day'))
    const local = (index: number) => (index + Math.round(city.longitude / 15) + HOURS) % HOURS
    expect(local(factors.indexOf(Math.max(...factors)))).toBe(21)
    expect(local(factors.indexOf(Math.min(...factors)))).toBe(4)
    expect(factors.reduce((sum, factor) => sum + factor, 0)).toBeCloseTo(HOURS, 9)
    expect(hours.every((hour) => hourFactor(city, hour, 'flat') === 1)).toBe(true)
  }
})

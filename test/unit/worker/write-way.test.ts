import { expect, it } from 'vitest'
import { rank } from '../../../worker/routing/rank.ts'
import { rankForWrite } from '../../../worker/routing/write-way.ts'
import { MUMBAI, REGIONS } from './fixtures.ts'

const seen = (rttMs: number) => ({ rttMs, samples: 3, updatedMs: 0 })
const TOKYO = { latitude: 35.68, longitude: 139.69 }
const SINGAPORE = { latitude: 1.35, longitude: 103.99 }
const SYDNEY = { latitude: -33.95, longitude: 151.18 }
const FRANKFURT = { latitude: 50.03, longitude: 8.57 }
const first = (position: typeof TOKYO, edge: object, wan: object = {}) =>
  rankForWrite(rank(REGIONS, position, new Map(Object.entries(edge))), 'iad', new Map(Object.entries(wan)))[0]
    ?.region.id

it('W26 a write takes the shortest way to the primary: from Mumbai its own region, from Tokyo straight home', () => {
  expect(first(MUMBAI, { bom: seen(2), fra: seen(150), iad: seen(214) }, { bom: seen(214) })).toBe('bom')
  expect(first(TOKYO, { bom: seen(129), fra: seen(246), iad: seen(165) }, { bom: seen(214) })).toBe('iad')
  expect(first(MUMBAI, {})).toBe('bom')
  expect(first(TOKYO, {})).toBe('iad')
  expect(first(SINGAPORE, { bom: seen(58), fra: seen(179), iad: seen(229) }, { bom: seen(214) })).toBe('iad')
  expect(first(SYDNEY, { bom: seen(151), fra: seen(290), iad: seen(206) }, { bom: seen(214) })).toBe('iad')
  expect(first(FRANKFURT, { fra: seen(12), bom: seen(150), iad: seen(97) })).toBe('fra')
  expect(first(FRANKFURT, { fra: seen(12), bom: seen(150), iad: seen(97) }, { fra: seen(97) })).toBe('fra')
})

it('W27 a way that is a little shorter does not take a write from its nearest region, a much shorter one does', () => {
  expect(first(MUMBAI, { bom: seen(20), iad: seen(205) }, { bom: seen(214) })).toBe('bom')
  expect(first(MUMBAI, { bom: seen(2), iad: seen(150) }, { bom: seen(214) })).toBe('iad')
})

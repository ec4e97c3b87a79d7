import fc from 'fast-check'
import { expect, it } from 'vitest'
import { receipt } from '../../../worker/response/receipt.ts'
import { type Learned, learn } from '../../../worker/routing/estimate.ts'
import { rank } from '../../../worker/routing/rank.ts'
import { facts, MUMBAI, REGIONS } from './fixtures.ts'

const FRANKFURT = { latitude: 50.03, longitude: 8.57 }
const HOUR_MS = 3_600_000
const [IAD, , FRA] = REGIONS
/** Each region was measured once, at time 0. */
const measured = (rttMs: Record<string, number>) =>
  new Map(Object.entries(rttMs).map(([id, sampleMs]) => [id, learn(undefined, sampleMs, 0)]))
const HELD_UP = measured({ bom: 400, fra: 150, iad: 187 })
const firstAt = (nowMs: number) => rank(REGIONS, MUMBAI, HELD_UP, new Map(), nowMs)[0]?.region.id
const bomAt = (nowMs: number) =>
  rank(REGIONS, MUMBAI, HELD_UP, new Map(), nowMs).find(({ region }) => region.id === 'bom')
/** What the receipt of Frankfurt's answer says of another way. */
const altAt = (nowMs: number) =>
  receipt({
    ...{
      facts: facts(),
      ranking: rank(REGIONS, MUMBAI, measured({ bom: 400 }), new Map(), nowMs),
      region: FRA,
    },
    ...{ primary: IAD, isPrimaryKnown: true, intent: 'read', data: 'local', totalMs: 150, tryMs: 150 },
    ...{ regionMs: 0, wanMs: 0, isUnwell: () => false, failedTries: 0, replay: undefined, isFresher: false },
  }).find(({ name }) => name === 'alt')?.desc

it('W400 an estimate far above the map fades from 20 s to 40 s after it was confirmed, and no receipt claims it then', () => {
  expect([firstAt(0), firstAt(20_000), firstAt(40_000)]).toEqual(['fra', 'fra', 'bom'])
  expect(bomAt(20_000)).toMatchObject({ rttMs: 400, source: 'learned' })
  expect(bomAt(40_000)?.source).toBe('faded')
  expect(bomAt(40_000)?.rttMs).toBeLessThan(16)
  expect(bomAt(HOUR_MS)).toEqual(bomAt(40_000))
  for (let nowMs = 20_000; nowMs < 40_000; nowMs += 100) {
    const stepMs = (bomAt(nowMs)?.rttMs ?? 0) - (bomAt(nowMs + 100)?.rttMs ?? 0)
    expect(stepMs).toBeGreaterThan(0)
    expect(stepMs).toBeLessThan(2)
  }
  expect([altAt(20_000), altAt(40_000)]).toEqual(['bom', undefined])
})

it('W401 what the map finds plausible has its say however old it is: from Frankfurt, Virginia stays nearer than Mumbai', () => {
  const estimates = measured({ fra: 2, bom: 120, iad: 90 })
  expect(rank(REGIONS, FRANKFURT, estimates, new Map(), HOUR_MS)).toEqual(
    rank(REGIONS, FRANKFURT, estimates, new Map(), 0),
  )
  expect(rank(REGIONS, FRANKFURT, estimates, new Map(), HOUR_MS).map(({ region }) => region.id)).toEqual([
    'fra',
    'iad',
    'bom',
  ])
  expect(rank(REGIONS, undefined, HELD_UP, new Map(), HOUR_MS)).toEqual(
    rank(REGIONS, undefined, HELD_UP, new Map(), 0),
  )
})

it('W402 an estimate speaks for as long as it has held, from 20 s to 10 minutes, and anew when it changes', () => {
  const anySamples = fc.array(fc.record({ rttMs: fc.constantFrom(380, 400, 420), pauseMs: fc.nat(400_000) }))
  fc.assert(
    fc.property(anySamples, (samples) => {
      let nowMs = 0
      let known = learn(undefined, 400, nowMs)
      for (const { rttMs, pauseMs } of samples) {
        nowMs += pauseMs
        known = learn(known, rttMs, nowMs)
      }
      expect(known.speaksUntilMs - nowMs).toBe(Math.min(600_000, Math.max(20_000, nowMs)))
    }),
  )
  const slow = [1, 2, 3, 4, 5].reduce<Learned | undefined>(
    (known, s) => learn(known, 400, s * 60_000),
    undefined,
  )
  const changed = [6, 7, 8].reduce((known, s) => learn(known, 700, s * 60_000), slow)
  expect(changed).toMatchObject({ rttMs: 700, speaksUntilMs: 8 * 60_000 + 20_000 })
})

import { describe, expect, it } from 'vitest'
import { live, shareOf, type World, type WorldRegion } from './health-world.ts'

const SICK_MS = 20_000
const WELL_MS = 80_000
const SEEDS = [1, 2, 3]

const near: WorldRegion = { rttMs: (_, random) => 2 + random.next() }
const others: Record<string, WorldRegion> = {
  fra: { rttMs: (_, random) => 120 + 5 * random.next() },
  iad: { rttMs: (_, random) => 200 + 5 * random.next() },
}
const isSick = (atMs: number) => atMs >= SICK_MS && atMs < WELL_MS

const world = (bom: WorldRegion, more: Partial<World> = {}): World => ({
  ...{ seed: 1, untilMs: 145_000, clients: 4, thinkMs: 100, regions: { bom, ...others } },
  ...more,
})

describe('a region that is slow and not dead', () => {
  const ways: Record<string, WorldRegion> = {
    'is far': { rttMs: (atMs, random) => 2 + random.next() + (isSick(atMs) ? 300 : 0) },
    'works slowly': { ...near, lateMs: (atMs) => (isSick(atMs) ? 400 : 0) },
    'answers just in time': { ...near, lateMs: (atMs) => (isSick(atMs) ? 1900 : 0) },
    'has too much to do': { ...near, refuses: isSick },
  }
  const cases = Object.keys(ways).flatMap((name) => [1, 10].map((clients) => ({ name, clients })))

  it.each(cases)(
    'W370 loses its reads within 10 s and has them back within 60 s: it $name, $clients clients',
    ({ name, clients }) => {
      const bom = ways[name] ?? near
      for (const seed of SEEDS) {
        const asked = live(world(bom, { seed, clients }))
        expect(shareOf(asked, 'bom', 10_000, SICK_MS), `seed ${seed}`).toBe(1)
        expect(shareOf(asked, 'bom', SICK_MS + 10_000, WELL_MS), `seed ${seed}`).toBeLessThan(0.03)
        expect(shareOf(asked, 'bom', WELL_MS + 60_000), `seed ${seed}`).toBe(1)
      }
    },
  )
})

describe('a region keeps all its reads', () => {
  const report = ['/api/report', 500] as const
  const products = ['/api/products', 2] as const
  const cases: Record<string, World> = {
    'through a stall of a second': world({ ...near, stall: [SICK_MS, SICK_MS + 1000] }),
    'through a blip on the way': world({
      rttMs: (atMs, random) => (atMs >= SICK_MS && atMs < SICK_MS + 110 ? 700 : 2 + random.next()),
    }),
    'though two of a hundred answers stall': world({
      rttMs: (_, random) => 2 + (random.chance(0.02) ? 300 : 0),
    }),
    'with slow and quick routes mixed': world(near, {
      route: (_, random) => (random.chance(0.5) ? report : products),
    }),
    'when its clients turn to a slow route': world(near, {
      route: (atMs, random) => (atMs > SICK_MS || random.chance(0.05) ? report : products),
    }),
    'though a route takes 5 ms once and 800 ms another time': world(near, {
      clients: 1,
      route: (_, random) => ['/api/search', Math.round(5 * 160 ** random.next())],
    }),
  }

  it.each(Object.keys(cases))('W371 %s', (name) => {
    for (const seed of SEEDS) {
      const asked = live({ ...(cases[name] ?? world(near)), seed })
      expect(shareOf(asked, 'bom', 5000), `seed ${seed}`).toBe(1)
    }
  })
})

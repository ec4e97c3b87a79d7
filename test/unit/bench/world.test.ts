import fc from 'fast-check'
import { expect, it } from 'vitest'
import { advise } from '../../../bench/world/advise.ts'
import { CANDIDATES } from '../../../bench/world/candidates.ts'
import { readCities } from '../../../bench/world/cities.ts'
import { startFleet } from '../../../bench/world/fleet.ts'
import { lossesOf } from '../../../bench/world/losses.ts'
import { meshOf } from '../../../bench/world/mesh.ts'
import { sceneOf } from '../../../bench/world/scene.ts'
import { simulate } from '../../../bench/world/simulate.ts'
import { type Survey, survey } from '../../../bench/world/survey.ts'
import { type Simulation, simulateWorlds } from '../../../bench/world/worlds.ts'
import { cityAt, EVERYWHERE, MIX, SOME, worldWith } from './world-samples.ts'

const IATA = /^[a-z]{3}$/

it('B66 every city of the network stands on the map, in a country, with people of its own', () => {
  expect(EVERYWHERE.length).toBeGreaterThan(300)
  expect(new Set(EVERYWHERE.map(({ id }) => id)).size).toBe(EVERYWHERE.length)
  for (const city of EVERYWHERE) {
    expect(city.id).toMatch(IATA)
    expect(city.name).not.toBe('')
    expect(city.country).toMatch(/^[A-Z]{2}$/)
    expect(['AF', 'AS', 'EU', 'NA', 'OC', 'SA']).toContain(city.continent)
    expect(Math.abs(city.latitude)).toBeLessThan(75)
    expect(Math.abs(city.longitude)).toBeLessThanOrEqual(180)
    expect(city.people).toBeGreaterThan(0)
  }
  const people = EVERYWHERE.reduce((sum, city) => sum + city.people, 0)
  expect(people).toBeGreaterThan(4e9)
  expect(people).toBeLessThan(6e9)
  expect(CANDIDATES.every((id) => EVERYWHERE.some((city) => city.id === id))).toBe(true)
  expect(readCities(['CN']).some(({ country }) => country === 'CN')).toBe(false)
})

it('B67 every city is served, and what the regions are sent is all that is asked', () => {
  const { ways, loads } = survey(worldWith(['iad', 'bom', 'fra'], { cities: EVERYWHERE }), MIX)
  for (const intent of ['read', 'write']) {
    const own = ways.filter((way) => way.intent === intent)
    expect(new Set(own.map(({ city }) => city.id)).size).toBe(EVERYWHERE.length)
    expect(own.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
  }
  expect([...loads.values()].reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
  for (const { share, peak } of loads.values()) expect(peak).toBeGreaterThan(share)
})

const someRegions = fc.shuffledSubarray([...CANDIDATES], { minLength: 2, maxLength: 7 })

it('B68 one region more never makes the median of reads longer', () => {
  fc.assert(
    fc.property(someRegions, (ids) => {
      const before = survey(worldWith(ids.slice(0, -1)), MIX)
      const after = survey(worldWith(ids), MIX)
      expect(after.reads.p50).toBeLessThanOrEqual(before.reads.p50)
      expect(after.reads.mean).toBeLessThanOrEqual(before.reads.mean + 1e-9)
    }),
    { numRuns: 25 },
  )
})

it('B69 requests are routed by the gateway’s own rules: where only one region may serve Europe, it does', () => {
  const routes = [{ continent: ['EU'], only: ['bom'] }]
  const world = worldWith(['iad', 'fra', 'bom'], { routes })
  const served = (continent: string) =>
    new Set(
      survey(world, MIX)
        .ways.filter(({ city }) => city.continent === continent)
        .map(({ region }) => region),
    )
  expect(served('EU')).toEqual(new Set(['bom']))
  expect(served('AF')).toContain('fra')
  const { loads } = simulate(
    sceneOf({ ...world, cities: SOME.filter(({ continent }) => continent === 'EU') }),
    {
      ...{ number: 0, seed: 1, requests: 200, mix: MIX, bookmarks: 0.2 },
    },
  )
  expect(loads).toEqual({ bom: 200 })
})

it('B70 the loss of a region moves exactly its traffic', () => {
  const world = worldWith(['iad', 'bom', 'fra', 'sin'])
  const [before, after] = [survey(world, MIX), survey({ ...world, lost: 'fra' }, MIX)]
  const moved = regionsOf(before).filter(([way, region]) => new Map(regionsOf(after)).get(way) !== region)
  expect(moved.length).toBeGreaterThan(0)
  expect(new Set(moved.map(([, region]) => region))).toEqual(new Set(['fra']))
  expect(after.loads.get('fra')?.share).toBe(0)
  const loss = lossesOf(world.config, world.cities, MIX).find(({ lost }) => lost === 'fra')
  expect(loss?.moved).toBe(before.loads.get('fra')?.share)
  expect(loss?.itsReads.after.p50).toBeGreaterThan(loss?.itsReads.before.p50 ?? 0)
  expect(loss?.promoted).toBe(undefined)
})

function regionsOf({ ways }: Survey): readonly (readonly [string, string])[] {
  return ways.map(({ city, intent, region }) => [`${city.id} ${intent}`, region])
}

it('B71 where the primary is lost the region nearest to it takes over, and writes end there', () => {
  const world = worldWith(['iad', 'bom', 'fra'])
  const [loss] = lossesOf(world.config, world.cities, MIX)
  expect(loss).toMatchObject({ lost: 'iad', promoted: 'fra' })
  const frankfurt = EVERYWHERE.filter(({ id }) => id === 'fra')
  const times = (lost?: string) => survey({ ...world, cities: frankfurt, lost }, MIX)
  expect(times().writes.p50 - times().reads.p50).toBeGreaterThan(80)
  expect(times('iad').writes.p50).toBe(times('iad').reads.p50)
})

it('B72 the region that is obviously best is advised, with what it takes, from whom, and what it costs', () => {
  const cities = [
    cityAt('aaa', 0, 1000),
    cityAt('bbb', 90, 3000),
    cityAt('ccc', 30, 10),
    cityAt('ddd', 90, 5, 40),
  ]
  const [home, ...sites] = cities
  const world = { config: meshOf(home ? [home] : []), cities }
  const { now, candidates, primaries } = advise(world, cities, MIX)
  const [best, next] = candidates
  expect(candidates.map(({ site }) => site.id).toSorted()).toEqual(sites.map(({ id }) => id))
  expect(best).toMatchObject({ site: { id: 'bbb' }, from: 'aaa' })
  expect(best?.takes).toBeCloseTo(3005 / 4015, 2)
  expect(best?.savedMs).toBeGreaterThan((next?.savedMs ?? 0) + 1)
  expect(best?.then.reads.p50).toBeLessThan(now.reads.p50)
  expect(primaries).toEqual([])
  const moved = advise(
    { config: meshOf([cities[0], cities[1]].filter((city) => city !== undefined)), cities },
    [],
    MIX,
  )
  expect(moved.primaries.map(({ primary }) => primary)).toEqual(['bbb'])
  expect(moved.primaries[0]?.writes.p50).toBeLessThan(moved.now.writes.p50)
})

const simulation: Simulation = { cities: SOME, seed: 5, requests: 3000, mix: MIX }
const configs = [worldWith(['iad']).config, worldWith(['iad', 'bom', 'fra']).config]

it('B73 the same seed gives the same figures on one thread as on two, and another seed gives others', async () => {
  const run = async (threads: number, seed = 5) => {
    const fleet = startFleet(new AbortController().signal, threads)
    try {
      return await simulateWorlds(configs, { ...simulation, seed }, fleet, () => {})
    } finally {
      await fleet.close()
    }
  }
  const [one, two, other] = await Promise.all([run(1), run(2), run(1, 6)])
  expect(two).toEqual(one)
  expect(other).not.toEqual(one)
  expect(one.map(({ requests, unrouted }) => [requests, unrouted])).toEqual([
    [3000, 0],
    [3000, 0],
  ])
})

it('B74 many single requests come out where the world without chance does', () => {
  const world = worldWith(['iad', 'bom', 'fra'])
  const { reads, loads } = simulate(sceneOf({ ...world, jitterSeed: 3 }), {
    ...{ number: 0, seed: 3, requests: 20_000, mix: { writes: 0.2, load: 'flat' }, bookmarks: 0.2 },
  })
  const expected = survey(world, { writes: 0.2, load: 'flat' })
  for (const [id, { share }] of expected.loads) expect((loads[id] ?? 0) / 20_000).toBeCloseTo(share, 1)
  expect(reads.sumMs / reads.count / expected.reads.mean).toBeCloseTo(1, 1)
})

/** Everything that is asked of a world, and its answers. */
import { type Advice, advise } from './advise.ts'
import { CANDIDATES } from './candidates.ts'
import { readCities } from './cities.ts'
import { startFleet } from './fleet.ts'
import { type Grown, grow } from './growth.ts'
import { type Loss, lossesOf } from './losses.ts'
import { meshOf } from './mesh.ts'
import { sitesOf } from './sites.ts'
import { type Mix, type Survey, survey } from './survey.ts'
import { type SimulatedWorld, simulateWorlds } from './worlds.ts'

export type WorldOptions = {
  /** In each world. */
  readonly requests: number
  readonly seed: number
  readonly mix: Mix
  /** How many regions each world has; each is compared with the first. */
  readonly sizes: readonly number[]
  /** Ids of the regions there are, the primary's first; further ones are chosen. */
  readonly regions: readonly string[]
  /** Countries whose people are left out, by their codes. */
  readonly except: readonly string[]
}

export type Study = {
  readonly options: WorldOptions
  readonly worlds: readonly StudiedWorld[]
  readonly growth: readonly Grown[]
  /** What to add to the regions that there are. */
  readonly advice: Advice
  /** Of all worlds, from the first request to the last. */
  readonly seconds: number
  readonly threads: number
}

export type StudiedWorld = SimulatedWorld & {
  /** The same world without chance. */
  readonly survey: Survey
  readonly losses: readonly Loss[]
}

export async function study(options: WorldOptions, onBlock: () => void, signal: AbortSignal): Promise<Study> {
  const { requests, seed, mix, sizes, regions, except } = options
  const everywhere = readCities()
  const cities = everywhere.filter(({ country }) => !except.includes(country))
  const first = sitesOf(regions, everywhere)
  const candidates = sitesOf(CANDIDATES, everywhere)
  const { order, steps } = grow({ cities, first, candidates, most: Math.max(...sizes), mix })
  const configs = sizes.map((size) => meshOf(order.slice(0, size)))
  const fleet = startFleet(signal)
  try {
    const startMs = performance.now()
    const worlds = await simulateWorlds(configs, { cities, seed, requests, mix }, fleet, onBlock)
    return {
      options,
      seconds: (performance.now() - startMs) / 1000,
      threads: fleet.threads,
      worlds: worlds.map((world) => ({
        ...world,
        survey: survey({ config: world.config, cities }, mix),
        losses: lossesOf(world.config, cities, mix),
      })),
      growth: steps,
      advice: advise({ config: meshOf(first), cities }, candidates, mix),
    }
  } finally {
    await fleet.close()
  }
}

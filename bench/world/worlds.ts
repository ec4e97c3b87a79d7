/** Requests simulated in several worlds -> what each takes, and what each block of its requests took. */
import type { MeshConfig } from '../../worker/config.ts'
import type { WorldCity } from './cities.ts'
import type { Fleet, Order } from './fleet.ts'
import { merged, percentilesIn } from './histogram.ts'
import type { Tally } from './simulate.ts'
import type { Mix } from './survey.ts'
import type { Percentiles } from './weighted.ts'

export type Figures = { readonly reads: Percentiles; readonly writes: Percentiles }

export type SimulatedWorld = Figures & {
  readonly config: MeshConfig
  readonly requests: number
  readonly unrouted: number
  /** Of all requests, by region id. */
  readonly shares: Readonly<Record<string, number>>
  /** Of each block, in their order: the same requests in every world. */
  readonly blocks: readonly Figures[]
}

export type Simulation = {
  readonly cities: readonly WorldCity[]
  readonly seed: number
  /** In each world. */
  readonly requests: number
  readonly mix: Mix
}

/** Enough for quartiles of a ratio, few enough that each still has many requests for its 99th percentile. */
export const BLOCKS = 20

/** The share of reads that bring a bookmark. */
const BOOKMARKS = 0.2

export async function simulateWorlds(
  configs: readonly MeshConfig[],
  simulation: Simulation,
  fleet: Fleet,
  onBlock: () => void,
): Promise<readonly SimulatedWorld[]> {
  const orders = configs.flatMap((config) => ordersOf(config, simulation))
  const tallies = await fleet.run(orders, onBlock)
  return configs.map((config, index) => {
    const own = tallies.slice(index * BLOCKS, (index + 1) * BLOCKS)
    return worldOf(config, own)
  })
}

function ordersOf(config: MeshConfig, { cities, seed, requests, mix }: Simulation): readonly Order[] {
  const world = { config, cities, jitterSeed: seed }
  const name = config.regions.map(({ id }) => id).join(' ')
  return Array.from({ length: BLOCKS }, (_, number) => {
    const size = Math.round((requests * (number + 1)) / BLOCKS) - Math.round((requests * number) / BLOCKS)
    return { name, world, block: { number, seed, requests: size, mix, bookmarks: BOOKMARKS } }
  })
}

function worldOf(config: MeshConfig, tallies: readonly Tally[]): SimulatedWorld {
  const unrouted = sum(tallies.map((tally) => tally.unrouted))
  const requests = unrouted + sum(tallies.flatMap(({ reads, writes }) => [reads.count, writes.count]))
  const shareOf = (id: string) => sum(tallies.map(({ loads }) => loads[id] ?? 0)) / requests
  return {
    ...figuresOf(tallies),
    ...{ config, requests, unrouted },
    shares: Object.fromEntries(config.regions.map(({ id }) => [id, shareOf(id)])),
    blocks: tallies.map((tally) => figuresOf([tally])),
  }
}

function figuresOf(tallies: readonly Tally[]): Figures {
  return {
    reads: percentilesIn(merged(tallies.map(({ reads }) => reads))),
    writes: percentilesIn(merged(tallies.map(({ writes }) => writes))),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/**
 * A world without chance: for each city where its reads and its writes go and what that takes, at the median; and what
 * each region is sent. Pure.
 */
import type { Intent } from '../../protocol/intent.ts'
import type { WorldCity } from './cities.ts'
import { HOURS, hourFactor, type Load } from './day.ts'
import { type Route, routeOf } from './route.ts'
import { type Colo, DAY_STARTS_MS, type Scene, sceneOf, type World } from './scene.ts'
import { type Percentiles, percentilesOf } from './weighted.ts'

export type Survey = {
  readonly reads: Percentiles
  readonly writes: Percentiles
  /** By region id, in the order of the config. */
  readonly loads: ReadonlyMap<string, RegionLoad>
  readonly ways: readonly Way[]
}

export type RegionLoad = {
  /** Of all requests of the world, from 0 to 1. */
  readonly share: number
  /** In its busiest hour, over the mean of all regions' requests in an hour. */
  readonly peak: number
}

/** A share of a city's requests of one kind that goes one way. */
export type Way = {
  readonly city: WorldCity
  readonly intent: Intent
  readonly region: string
  /** As a client sees it, in milliseconds: to the edge, on to the region, for a write on to the primary. No software. */
  readonly ms: number
  /** Of all requests of its kind. */
  readonly share: number
}

export type Mix = {
  /** The share of requests that are writes. */
  readonly writes: number
  readonly load: Load
}

export function survey(world: World, mix: Mix): Survey {
  const scene = sceneOf(world)
  const people = world.cities.reduce((sum, city) => sum + city.people, 0)
  const ways = scene.colos.flatMap((colo) => {
    const share = colo.city.people / people
    return [...waysOf(scene, colo, 'read', share), ...waysOf(scene, colo, 'write', share)]
  })
  const times = (wanted: Intent) =>
    percentilesOf(
      ways.flatMap(({ intent, ms, share }) => (intent === wanted ? [{ value: ms, weight: share }] : [])),
    )
  return { reads: times('read'), writes: times('write'), loads: loadsOf(scene, ways, mix), ways }
}

/** Where weights give a region only a part of its traffic, each lot stands for its part. */
function waysOf(scene: Scene, colo: Colo, intent: Intent, share: number): readonly Way[] {
  const isDrawn = [...scene.steering.weights.values()].some((weight) => weight > 0 && weight < 1)
  const lots = isDrawn ? LOTS : 1
  const routes = Array.from({ length: lots }, (_, index) => {
    const lot = (index + 0.5) / lots
    return routeOf(scene, colo, intent, { bookmarks: [], lot, nowMs: DAY_STARTS_MS })
  }).filter((route): route is Route => route !== undefined)
  return [...Map.groupBy(routes, ({ region }) => region).values()].flatMap((same): Way[] => {
    const [route] = same
    if (!route) return []
    const ms = colo.clientMs + route.thereMs + route.onwardMs
    return [{ city: colo.city, intent, region: route.region, ms, share: (share * same.length) / lots }]
  })
}

const LOTS = 32

function loadsOf(scene: Scene, ways: readonly Way[], { writes, load }: Mix): ReadonlyMap<string, RegionLoad> {
  const byRegion = Map.groupBy(ways, ({ region }) => region)
  return new Map(
    scene.config.regions.map(({ id }) => {
      const own = byRegion.get(id) ?? []
      const weigh = (way: Way) => way.share * (way.intent === 'write' ? writes : 1 - writes)
      const hours = Array.from({ length: HOURS }, (_, hour) =>
        own.reduce((sum, way) => sum + weigh(way) * hourFactor(way.city, hour, load), 0),
      )
      return [id, { share: own.reduce((sum, way) => sum + weigh(way), 0), peak: Math.max(...hours) }]
    }),
  )
}

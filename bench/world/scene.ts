/** Config, cities and what is lost -> what the gateway's isolates in all cities know. Pure: the same world gives the same scene. */
import { EMPTY_OVERLAY } from '../../protocol/operators/overlay.ts'
import type { Standing } from '../../protocol/position.ts'
import type { MeshConfig } from '../../worker/config.ts'
import type { RequestFacts } from '../../worker/facts.ts'
import { type Steering, steeringOf } from '../../worker/overlay/steering.ts'
import type { Knowledge } from '../../worker/routing/decide.ts'
import { type Estimate, type Learned, learn } from '../../worker/routing/estimate.ts'
import type { SeenStanding } from '../../worker/routing/primary.ts'
import type { WorldCity } from './cities.ts'
import { lastMileMs } from './last-mile.ts'
import { oneRoundTripMs, roundTripMs } from './network.ts'
import { normal, randomFrom, seedOf } from './random.ts'

export type World = {
  readonly config: MeshConfig
  readonly cities: readonly WorldCity[]
  /** The id of a region that is down, and known to be. Where it had the primary, the nearest region has taken over. */
  readonly lost?: string | undefined
  /** Round trips vary, and so does what is learned of them; undefined: each takes its median. */
  readonly jitterSeed?: number | undefined
}

export type Scene = {
  readonly config: MeshConfig
  readonly steering: Steering
  readonly colos: readonly Colo[]
}

/** The gateway in one city, and the ways from there. */
export type Colo = {
  readonly city: WorldCity
  readonly facts: Readonly<Record<'read' | 'write', RequestFacts>>
  readonly knowledge: Knowledge
  /** Medians, in milliseconds; by region id. */
  readonly clientMs: number
  readonly toRegionMs: ReadonlyMap<string, number>
  readonly toPrimaryMs: ReadonlyMap<string, number>
}

/** When the simulated day begins: Unix time in milliseconds. */
export const DAY_STARTS_MS = Date.UTC(2026, 10, 24)

/** Where the primary's log stands, in the beginning. */
export const LSN = 0x16_0000_0000n

export function sceneOf(world: World): Scene {
  const { config, cities, lost, jitterSeed } = world
  const ids = config.regions.map(({ id }) => id)
  const primary = primaryIn(world)
  const home = config.regions.find(({ id }) => id === primary)
  const timeline = primary === config.primary ? 1 : 2
  const well = ids.filter((id) => id !== lost)
  const known = {
    standings: new Map(well.map((id) => [id, standing(id === primary, timeline)])),
    highestTimeline: timeline,
    unwell: { read: new Set(lost ? [lost] : []), write: new Set(lost ? [lost] : []) },
    // None is slower than usual: what a region is sent, it can carry.
    pressures: new Map<string, number>(),
  }
  const away = config.regions.filter(({ id }) => id !== primary && home)
  const toPrimaryMs = new Map(away.map((region) => [region.id, home ? roundTripMs(region, home) : 0]))
  const toPrimary = mapped(toPrimaryMs, (ms, id) => learned(ms, jitterSeed, `${id} ${primary}`))
  return {
    config,
    steering: steeringOf(config, EMPTY_OVERLAY, DAY_STARTS_MS),
    colos: cities.map((city): Colo => {
      const toRegionMs = new Map(config.regions.map((region) => [region.id, roundTripMs(city, region)]))
      const estimates = mapped(toRegionMs, (ms, id) => learned(ms, jitterSeed, `${city.id} ${id}`))
      return {
        ...{ city, clientMs: lastMileMs(city), toRegionMs, toPrimaryMs },
        facts: { read: factsOf(city, 'GET', config), write: factsOf(city, 'POST', config) },
        knowledge: { ...known, toPrimary, estimates },
      }
    }),
  }
}

/** @returns the id of the region that has the primary, or has taken over: the nearest, which had each commit first. */
export function primaryIn({ config, lost }: Pick<World, 'config' | 'lost'>): string {
  const home = config.regions.find(({ id }) => id === config.primary)
  if (lost !== config.primary || !home) return config.primary
  const others = config.regions.filter((region) => region !== home)
  const [nearest] = others.toSorted((a, b) => roundTripMs(a, home) - roundTripMs(b, home))
  return nearest?.id ?? config.primary
}

function standing(isPrimary: boolean, timeline: number): SeenStanding {
  const position = { timeline, lsn: LSN }
  const said: Standing = isPrimary
    ? { role: 'primary', position, ageMs: 0 }
    : { role: 'replica', position, ageMs: REPLICA_AGE_MS }
  return { standing: said, seenMs: DAY_STARTS_MS }
}

/** Of a replica that replays as it should: half of the time between two heartbeats. */
const REPLICA_AGE_MS = 500

/** As the gateway learns: from one answer after the other. */
function learned(medianMs: number, seed: number | undefined, way: string): Estimate {
  if (seed === undefined) return { rttMs: medianMs, samples: SAMPLES, updatedMs: DAY_STARTS_MS }
  const random = randomFrom(seedOf(`${seed} ${way}`))
  let known: Learned | undefined
  for (let sample = 0; sample < SAMPLES; sample += 1)
    known = learn(known, oneRoundTripMs(medianMs, normal(random)), DAY_STARTS_MS)
  return known ?? { rttMs: medianMs, samples: 0, updatedMs: DAY_STARTS_MS }
}

const SAMPLES = 5

function factsOf(city: WorldCity, method: string, config: MeshConfig): RequestFacts {
  const { latitude, longitude, country, continent, id } = city
  return {
    ...{ method, path: pathIn(config), host: 'shop.example', scheme: 'https' },
    position: { latitude, longitude },
    ...{ colo: id.toUpperCase(), country, continent, asn: undefined },
    ...{ clientRttMs: undefined, clientAddress: undefined, isUpgrade: false },
  }
}

/** Some path of the app. */
function pathIn({ app: [pattern = '/api/*'] }: MeshConfig): string {
  return pattern.replace('*', 'products').replaceAll(/:[^/]+/g, '1')
}

function mapped<T>(
  map: ReadonlyMap<string, number>,
  to: (ms: number, id: string) => T,
): ReadonlyMap<string, T> {
  return new Map([...map].map(([id, ms]) => [id, to(ms, id)]))
}

/** What a planet tells about itself at `GET /_planet/status`. */
import { isAppReady } from './app-process.ts'
import { CITIES } from './cities.ts'
import type { Cluster, DatabaseServer } from './cluster.ts'
import type { Fault } from './faults.ts'
import type { DatabaseFacts, Inspection } from './inspection.ts'
import type { LinkFault } from './link.ts'
import type { PlanetLink } from './network.ts'
import type { Part, PartState } from './part.ts'
import { serverId } from './servers.ts'
import type { PlanetState } from './state.ts'
import type { Place } from './topology.ts'

export type PlanetStatus = {
  readonly version: string
  readonly pid: number
  readonly stateDir: string
  readonly url: string
  /** ISO 8601. */
  readonly startedAt: string
  /** The region of the primary. */
  readonly primary: string
  readonly cities: readonly CityStatus[]
  readonly regions: readonly RegionStatus[]
  readonly links: readonly LinkStatus[]
  /** Those in force. */
  readonly faults: readonly Fault[]
  /** What ended though nobody asked. */
  readonly crashes: readonly Crash[]
}

export type CityStatus = {
  readonly id: string
  readonly name: string
  readonly url: string
  /** Where its edge itself listens, without the way of its clients and the front. */
  readonly edgePort: number
}

export type RegionStatus = {
  readonly id: string
  readonly app: PartStatus & { readonly url: string; readonly metricsUrl?: string; readonly ready: boolean }
  readonly database: DatabaseStatus
  /** The second replica, where there is one. */
  readonly secondDatabase?: DatabaseStatus | undefined
}

/** Without facts where it does not answer. A former primary takes itself for the primary still. */
export type DatabaseStatus = PartStatus & { readonly place: Place } & Partial<DatabaseFacts>

export type PartStatus = {
  readonly state: PartState
  readonly pid?: number | undefined
  readonly port: number
}
export type LinkStatus = {
  readonly kind: PlanetLink['kind']
  readonly from: string
  readonly to: string
  readonly rttMs: number
  readonly port: number
  readonly fault?: LinkFault | undefined
}
export type Crash = { readonly at: string; readonly what: string }

export type StatusSources = {
  readonly version: string
  readonly state: PlanetState
  readonly url: string
  readonly startedAt: Date
  /** By city. */
  readonly edgePorts: Readonly<Record<string, number>>
  readonly cluster: Cluster
  readonly apps: Readonly<Record<string, Part>>
  readonly urls: readonly { readonly id: string; readonly metricsUrl: string }[]
  /** By the id of the database server. */
  readonly inspections: Readonly<Record<string, Inspection>>
  readonly links: readonly PlanetLink[]
  readonly faults: () => readonly Fault[]
  readonly crashes: readonly Crash[]
}

export async function planetStatus(sources: StatusSources): Promise<PlanetStatus> {
  const { cluster, url } = sources
  const regions = await Promise.all(Object.values(sources.apps).map((app) => regionStatus(sources, app)))
  return {
    version: sources.version,
    pid: process.pid,
    stateDir: sources.state.dir,
    url,
    startedAt: sources.startedAt.toISOString(),
    primary: cluster.primary().region,
    cities: CITIES.map(({ id, name }) => ({
      ...{ id, name, url: cityUrl(url, id) },
      edgePort: sources.edgePorts[id] ?? 0,
    })),
    regions,
    links: sources.links.map((link) => {
      const { kind, from, to, rttMs, port } = link
      return { kind, from, to, rttMs, port, fault: link.fault() }
    }),
    faults: sources.faults(),
    crashes: sources.crashes,
  }
}

/** @returns the URL of a user in that city. */
export function cityUrl(url: string, city: string): string {
  return url.replace('://', `://${city}.`)
}

async function regionStatus(sources: StatusSources, app: Part): Promise<RegionStatus> {
  const { region } = app
  const { cluster, state, urls } = sources
  const metricsUrl = urls.find(({ id }) => id === region)?.metricsUrl
  const second = cluster.servers.find((server) => server.region === region && server.number === 2)
  const [database, secondDatabase, ready] = await Promise.all([
    databaseStatus(sources, cluster.server(serverId(region))),
    second && databaseStatus(sources, second),
    app.state() === 'running' && isAppReady({ state, region, port: app.port }),
  ])
  return {
    id: region,
    app: {
      ...partStatus(app),
      ...{ url: `http://127.0.0.1:${app.port}`, ready },
      ...(metricsUrl ? { metricsUrl } : {}),
    },
    database,
    ...(secondDatabase ? { secondDatabase } : {}),
  }
}

async function databaseStatus(
  { inspections }: StatusSources,
  { id, part, place }: DatabaseServer,
): Promise<DatabaseStatus> {
  const facts = part.state() === 'running' ? await inspections[id]?.facts() : undefined
  return { ...partStatus(part), place: place(), ...facts }
}

function partStatus(part: Part): PartStatus {
  return { state: part.state(), pid: part.pid(), port: part.port }
}

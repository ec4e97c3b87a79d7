/** The regions of a planet: in each its databases and an app, and the links that lead to them. */
import { isAppReady } from './app-process.ts'
import { openApps } from './apps.ts'
import { PRIMARY_REGION } from './builds.ts'
import { REGION_IDS } from './cities.ts'
import { type Cluster, type ClusterOptions, openCluster } from './cluster.ts'
import { makeDatabases, startDatabases } from './cluster-start.ts'
import { databaseUrl } from './database-urls.ts'
import type { Ground } from './ground.ts'
import { type Inspection, inspect } from './inspection.ts'
import {
  openDatabaseLinks,
  openEdgeLinks,
  openReplicationLinks,
  type PlanetLink,
  portOfLink,
} from './network.ts'
import type { Part } from './part.ts'
import { freePorts } from './ports.ts'
import { listServers, type ServerCounts, serverId } from './servers.ts'
import type { RunStep } from './steps.ts'
import { ensureStreaming } from './streaming.ts'
import { openTopology } from './topology.ts'
import { waitFor } from './wait.ts'

export type RegionSet = {
  readonly cluster: Cluster
  readonly apps: Readonly<Record<string, Part>>
  /** By the id of the database server. */
  readonly inspections: Readonly<Record<string, Inspection>>
  /** From the edges to the apps, and between the regions' databases. */
  readonly links: readonly PlanetLink[]
  readonly urls: readonly RegionUrls[]
  start(): Promise<void>
  /** Resolves when every replica streams and every app that runs is ready. */
  settled(): Promise<void>
  /** Starts the apps that run again, out of another folder where one is given; all later starts are from there. */
  restartApps(dir?: string): Promise<void>
}

/** `databaseUrl` is the owner's, for a look inside, over no link. */
export type RegionUrls = {
  readonly id: string
  readonly appUrl: string
  /** Of the app's metrics, for Prometheus. */
  readonly metricsUrl: string
  readonly databaseUrl: string
  /** Of the second replica, where there is one. */
  readonly secondDatabaseUrl?: string | undefined
}

export type RegionSetOptions = {
  readonly appLogLevel: string
  readonly appDir: string
  readonly replicas: ServerCounts
  readonly step: RunStep
  readonly signal: AbortSignal
  readonly onCrash: (what: string) => void
}

/** Opens the links and prepares the rest; nothing runs before `start`. */
export async function openRegionSet(
  ground: Ground,
  o: RegionSetOptions,
  stack: AsyncDisposableStack,
): Promise<RegionSet> {
  const { state, processes, home } = ground
  const names = listServers(o.replicas)
  const numbers = await freePorts(names.length + 2 * REGION_IDS.length)
  const databasePorts = portsFor(
    names.map(({ id }) => id),
    numbers,
  )
  const appPorts = portsFor(REGION_IDS, numbers.slice(names.length))
  const metricsPorts = portsFor(REGION_IDS, numbers.slice(names.length + REGION_IDS.length))
  const databasePort = (id: string) => databasePorts[id] ?? 0

  const firstPorts = Object.fromEntries(REGION_IDS.map((region) => [region, databasePort(region)]))
  const withSecond = names.filter(({ number }) => number === 2).map(({ region }) => region)
  const opened = await Promise.all([
    openDatabaseLinks(firstPorts),
    openReplicationLinks(firstPorts, withSecond),
    openEdgeLinks(appPorts),
  ])
  const links = opened.flat()
  stack.defer(() => eachOf(links, (link) => link.close()))

  const topology = openTopology({ dir: home.dir, stateId: state.id, first: PRIMARY_REGION })
  const clusterOptions: ClusterOptions = {
    ...{ home, state, processes, topology },
    ...{ step: o.step, signal: o.signal, onCrash: o.onCrash },
    servers: names.map((name) => ({ ...name, port: databasePort(name.id) })),
    replicationPort: (from, to) => portOfLink(links, 'replication', from, to),
  }
  const cluster = openCluster(clusterOptions)
  stack.defer(() => cluster.stop())

  const inspections = Object.fromEntries(
    names.map(({ id }) => [id, inspect(databasePort(id), state.passwords)]),
  )
  stack.defer(() => eachOf(Object.values(inspections), (each) => each.close()))

  const { apps, restartApps } = openApps({
    ...{ state, processes, appPorts, metricsPorts, cluster, links },
    ...{ logLevel: o.appLogLevel, dir: o.appDir, onCrash: o.onCrash },
  })
  stack.defer(() => eachOf(Object.values(apps), (app) => app.stop()))

  const streaming = { cluster, inspections }
  const urlOf = (id: string) => databaseUrl('owner', state.passwords, databasePort(id))
  return {
    ...{ cluster, apps, inspections, links, restartApps },
    urls: REGION_IDS.map((id) => ({
      id,
      appUrl: `http://127.0.0.1:${appPorts[id]}`,
      metricsUrl: `http://127.0.0.1:${metricsPorts[id]}/metrics`,
      databaseUrl: urlOf(id),
      ...(withSecond.includes(id) ? { secondDatabaseUrl: urlOf(serverId(id, 2)) } : {}),
    })),
    async start() {
      await makeDatabases(cluster, clusterOptions)
      // The apps take a while to load; then they wait for their databases.
      await Promise.all([
        startDatabases(cluster, clusterOptions).then(() =>
          o.step('Replicas stream', () => ensureStreaming(streaming, cluster.replicas(), o.signal)),
        ),
        o.step('Regional apps ready', () => eachOf(Object.values(apps), (app) => app.start())),
      ])
    },
    async settled() {
      await ensureStreaming(streaming, cluster.replicas())
      await eachOf(Object.values(apps), async ({ region, port, state: partState }) => {
        if (partState() !== 'running') return
        await waitFor(() => isAppReady({ state, region, port }), {
          timeoutMs: READY_TIMEOUT_MS,
          everyMs: 50,
          describe: () => `the app in ${region} is not ready`,
        })
      })
    },
  }
}

const READY_TIMEOUT_MS = 30_000

function portsFor(names: readonly string[], ports: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, index) => [name, ports[index] ?? 0]))
}

async function eachOf<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  await Promise.all(all.map(work))
}

/** The regions of a planet: in each a database and an app, and the links that lead to them. */
import { isAppReady, openApp } from './app-process.ts'
import { PRIMARY_REGION } from './builds.ts'
import { REGION_IDS } from './cities.ts'
import { type Cluster, type ClusterOptions, openCluster } from './cluster.ts'
import { makeDatabases, startDatabases } from './cluster-start.ts'
import { databaseUrl } from './database-urls.ts'
import type { Ground } from './ground.ts'
import { type Inspection, inspect } from './inspection.ts'
import { openEdgeLinks, openPrimaryLinks, type PlanetLink, portsByOrigin } from './network.ts'
import type { Part } from './part.ts'
import { freePorts } from './ports.ts'
import type { RunStep } from './steps.ts'
import { ensureStreaming } from './streaming.ts'
import { waitFor } from './wait.ts'

export type RegionSet = {
  readonly cluster: Cluster
  readonly apps: Readonly<Record<string, Part>>
  readonly inspections: Readonly<Record<string, Inspection>>
  /** From the edges to the apps, and from the regions to the primary. */
  readonly links: readonly PlanetLink[]
  readonly urls: readonly { readonly id: string; readonly appUrl: string; readonly databaseUrl: string }[]
  start(): Promise<void>
  /** Resolves when every replica streams and every app that runs is ready. */
  settled(): Promise<void>
}

export type RegionSetOptions = {
  readonly appLogLevel: string
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
  const numbers = await freePorts(2 * REGION_IDS.length)
  const portOf = (row: 0 | 1, region: string) =>
    numbers[row * REGION_IDS.length + REGION_IDS.indexOf(region)] ?? 0
  const databasePorts = Object.fromEntries(REGION_IDS.map((region) => [region, portOf(0, region)]))
  const appPorts = Object.fromEntries(REGION_IDS.map((region) => [region, portOf(1, region)]))
  const primaryPort = portOf(0, PRIMARY_REGION)

  const [primaryLinks, edgeLinks] = await Promise.all([
    openPrimaryLinks(REGION_IDS, PRIMARY_REGION, primaryPort),
    openEdgeLinks(appPorts),
  ])
  const links = [...primaryLinks, ...edgeLinks]
  stack.defer(async () => void (await Promise.all(links.map((link) => link.close()))))

  const primaryPorts = { ...portsByOrigin(primaryLinks), [PRIMARY_REGION]: primaryPort }
  const clusterOptions: ClusterOptions = {
    ...{ home, state, processes, primaryPorts, ports: databasePorts },
    ...{ step: o.step, signal: o.signal, onCrash: o.onCrash },
    primary: PRIMARY_REGION,
    replicas: REGION_IDS.filter((region) => region !== PRIMARY_REGION),
  }
  const cluster = openCluster(clusterOptions)
  stack.defer(() => cluster.stop())

  const inspections = Object.fromEntries(
    REGION_IDS.map((region) => [region, inspect(portOf(0, region), state.passwords)]),
  )
  stack.defer(async () => void (await Promise.all(Object.values(inspections).map((each) => each.close()))))

  const apps = Object.fromEntries(
    REGION_IDS.map((region) => {
      const ports = {
        port: portOf(1, region),
        readPort: portOf(0, region),
        primaryPort: primaryPorts[region] ?? 0,
      }
      return [
        region,
        openApp({ state, processes, region, ...ports, logLevel: o.appLogLevel, onCrash: o.onCrash }),
      ]
    }),
  )
  stack.defer(async () => void (await Promise.all(Object.values(apps).map((app) => app.stop()))))

  return {
    cluster,
    apps,
    inspections,
    links,
    urls: REGION_IDS.map((id) => ({
      id,
      appUrl: `http://127.0.0.1:${portOf(1, id)}`,
      databaseUrl: databaseUrl('owner', state.passwords, portOf(0, id)),
    })),
    async start() {
      await makeDatabases(cluster, clusterOptions)
      // The apps take a while to load; then they wait for their databases.
      await Promise.all([
        startDatabases(cluster, clusterOptions).then(() =>
          o.step('Replicas stream', () => ensureStreaming(cluster, inspections, o.signal)),
        ),
        o.step('Regional apps ready', () => Promise.all(Object.values(apps).map((app) => app.start()))),
      ])
    },
    async settled() {
      await ensureStreaming(cluster, inspections)
      await Promise.all(
        Object.values(apps).map(async ({ region, port, state: partState }) => {
          if (partState() !== 'running') return
          const describe = () => `the app in ${region} is not ready`
          await waitFor(() => isAppReady({ state, region, port }), {
            timeoutMs: READY_TIMEOUT_MS,
            everyMs: 50,
            describe,
          })
        }),
      )
    },
  }
}

const READY_TIMEOUT_MS = 30_000

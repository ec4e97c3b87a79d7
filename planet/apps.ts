/** The regional apps of a planet: what each is told of the databases, and the folder that they all run out of. */
import { openApp } from './app-process.ts'
import { REGION_IDS } from './cities.ts'
import type { Cluster } from './cluster.ts'
import { type PlanetLink, portOfLink } from './network.ts'
import type { Part } from './part.ts'
import type { Processes } from './processes.ts'
import type { PlanetState } from './state.ts'

export type AppsOptions = {
  readonly state: PlanetState
  readonly processes: Processes
  readonly appPorts: Readonly<Record<string, number>>
  readonly metricsPorts: Readonly<Record<string, number>>
  readonly cluster: Cluster
  readonly links: readonly PlanetLink[]
  readonly logLevel: string
  readonly dir: string
  readonly onCrash: (what: string) => void
}

export type Apps = {
  readonly apps: Readonly<Record<string, Part>>
  restartApps(dir?: string): Promise<void>
}

export function openApps(o: AppsOptions): Apps {
  const { state, processes, appPorts, cluster, logLevel, onCrash } = o
  let dir = o.dir
  const open = (region: string) =>
    openApp({
      ...{ state, processes, region, logLevel, onCrash },
      port: appPorts[region] ?? 0,
      metricsPort: o.metricsPorts[region] ?? 0,
      readPorts: cluster.servers.filter((each) => each.region === region).map(({ part }) => part.port),
      writePorts: () => waysFrom(region, o),
      appDir: () => dir,
    })
  const apps = Object.fromEntries(REGION_IDS.map((region) => [region, open(region)]))
  return {
    apps,
    async restartApps(next = dir) {
      dir = next
      const running = Object.values(apps).filter((app) => app.state() === 'running')
      await Promise.all(
        running.map(async (app) => {
          await app.stop()
          await app.start()
        }),
      )
    },
  }
}

/** @returns the ports by which a region reaches each server that may be the primary: the one that is first. */
function waysFrom(region: string, { cluster, links }: AppsOptions): readonly number[] {
  const first = cluster.primary()
  const others = cluster.servers.filter((each) => each.number === 1 && each !== first)
  return [first, ...others].map(({ region: to, part }) =>
    to === region ? part.port : portOfLink(links, 'database', region, to),
  )
}

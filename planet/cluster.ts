/** The databases of all regions: one primary, and a replica that streams from it in every other region. */
import { join } from 'node:path'
import type { DatabaseHome } from './database-home.ts'
import { primaryConninfo } from './database-settings.ts'
import { LOGINS } from './database-urls.ts'
import { openPart, type Part } from './part.ts'
import { killServer, startServer, stopServer, writeOwned } from './postgres.ts'
import { renewSlots } from './primary-setup.ts'
import { describeExit, type Processes } from './processes.ts'
import { makeReplica } from './replica.ts'
import type { PlanetState } from './state.ts'
import type { RunStep } from './steps.ts'

export type ClusterOptions = {
  readonly home: DatabaseHome
  readonly state: PlanetState
  readonly processes: Processes
  /** The region of the primary. */
  readonly primary: string
  readonly replicas: readonly string[]
  /** The port of each region's own server. */
  readonly ports: Readonly<Record<string, number>>
  /** The port where each region finds the primary, as far away as it is. */
  readonly primaryPorts: Readonly<Record<string, number>>
  readonly step: RunStep
  readonly signal: AbortSignal | undefined
  readonly onCrash: (what: string) => void
}

export type Cluster = {
  readonly primary: Part
  readonly databases: Readonly<Record<string, Part>>
  /** Copies these replicas anew; the primary is away meanwhile. */
  rebuild(replicas: readonly string[]): Promise<void>
  /** Replicas first, so that the primary waits for nobody. */
  stop(): Promise<void>
}

/** Opens the databases, none of them running yet. */
export function openCluster(o: ClusterOptions): Cluster {
  const passfile = join(o.home.dir, 'replication.pass')
  writeOwned(passfile, `*:*:*:${LOGINS.replication}:${o.state.passwords.replication}\n`, o.home.user)
  const open = (region: string) => {
    const conninfo = {
      port: portOf(o.primaryPorts, region),
      user: LOGINS.replication,
      passfile,
      name: region,
    }
    const replica = { primaryConninfo: primaryConninfo(conninfo), slot: region }
    const port = portOf(o.ports, region)
    const logFile = join(o.state.logDir, `postgres-${region}.log`)
    const settings = { port, ...(region === o.primary ? {} : { replica }) }
    const { home, processes } = o
    const server = { home, processes, name: region, dataDir: dataDir(o, region), logFile, settings }
    return openPart({
      region,
      port,
      begin: (onExit) => startServer({ ...server, onExit }),
      end: stopServer,
      kill: killServer,
      onCrash: (exit) =>
        o.onCrash(`Postgres in ${region} ended by itself (${describeExit(exit)}); see ${logFile}`),
    })
  }
  const primary = open(o.primary)
  const replicas = Object.fromEntries(o.replicas.map((region) => [region, open(region)]))
  return {
    primary,
    databases: { [o.primary]: primary, ...replicas },
    async rebuild(lost) {
      await Promise.all(lost.map((region) => replicas[region]?.stop()))
      await primary.start()
      await renewSlots(primary.port, o.state.passwords, lost)
      await primary.stop()
      await copyReplicas(o, lost)
      await Promise.all([primary.start(), ...lost.map((region) => replicas[region]?.start())])
    },
    async stop() {
      await Promise.all(Object.values(replicas).map((replica) => replica.stop()))
      await primary.stop()
    },
  }
}

/** Makes these replicas from the primary, which has been stopped. */
export async function copyReplicas(o: ClusterOptions, regions: readonly string[]): Promise<void> {
  const copies = regions.map((region) =>
    makeReplica(o.home, dataDir(o, o.primary), dataDir(o, region), o.signal),
  )
  await Promise.all(copies)
}

/** @returns the data folder of a region's server. */
export function dataDir(o: ClusterOptions, region: string): string {
  return join(o.home.dir, region)
}

function portOf(ports: Readonly<Record<string, number>>, region: string): number {
  const port = ports[region]
  if (port === undefined) throw new RangeError(`no port for region ${region}`)
  return port
}

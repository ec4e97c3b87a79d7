/** The databases of all regions: one primary, and the replicas that stream from it. */
import { join } from 'node:path'
import { copyOnline } from './base-copy.ts'
import type { DatabaseHome } from './database-home.ts'
import { primaryConninfo, type ServerSettings } from './database-settings.ts'
import { LOGINS } from './database-urls.ts'
import type { OwnServer } from './owner-sql.ts'
import { openPart, type Part } from './part.ts'
import { configureServer, killServer, startServer, stopServer, writeOwned } from './postgres.ts'
import { identify, signal } from './process-table.ts'
import { describeExit, type Processes } from './processes.ts'
import type { ServerName } from './servers.ts'
import type { PlanetState } from './state.ts'
import type { RunStep } from './steps.ts'
import type { Place, Topology } from './topology.ts'

export type ClusterOptions = {
  readonly home: DatabaseHome
  readonly state: PlanetState
  readonly processes: Processes
  readonly topology: Topology
  readonly servers: readonly (ServerName & { readonly port: number })[]
  /** The port where a replica of region `from` finds the primary in region `to`, as far away as it is. */
  readonly replicationPort: (from: string, to: string) => number
  readonly step: RunStep
  readonly signal: AbortSignal | undefined
  readonly onCrash: (what: string) => void
}

export type DatabaseServer = ServerName & { readonly part: Part; place(): Place }

export type Cluster = {
  readonly servers: readonly DatabaseServer[]
  readonly topology: Topology
  primary(): DatabaseServer
  /** Those that follow the primary, or would if they ran. */
  replicas(): readonly DatabaseServer[]
  server(id: string): DatabaseServer
  /** How the planet itself reaches a server. */
  own(server: DatabaseServer): OwnServer
  /** Gives running servers the settings of their places: replicas follow the primary that there is now. */
  reconfigure(servers: readonly DatabaseServer[]): void
  /** Copies these servers from the running primary and starts them as its replicas; all else goes on. */
  rebuild(servers: readonly DatabaseServer[]): Promise<void>
  /** Replicas first, so that the primary waits for nobody. */
  stop(): Promise<void>
}

/** Opens the databases, none of them running yet. */
export function openCluster(o: ClusterOptions): Cluster {
  const { home, state, processes, topology } = o
  const passfile = join(home.dir, 'replication.pass')
  writeOwned(passfile, `*:*:*:${LOGINS.replication}:${state.passwords.replication}\n`, home.user)

  /** As its place asks at that moment. */
  function settingsOf({ id, region, port }: ServerName & { readonly port: number }): ServerSettings {
    const place = topology.place(id)
    if (place === 'primary' || place === 'former-primary') return { port }
    const source = o.replicationPort(region, primary().region)
    const conninfo = primaryConninfo({ port: source, user: LOGINS.replication, passfile, name: id })
    return { port, replica: { primaryConninfo: conninfo, slot: id } }
  }

  function open(name: ServerName & { readonly port: number }): DatabaseServer {
    const { id, region, port } = name
    const logFile = join(state.logDir, `postgres-${id}.log`)
    const server = { home, processes, name: id, dataDir: dataDir(o, id), logFile }
    const part = openPart({
      region,
      port,
      begin: (onExit) => startServer({ ...server, settings: settingsOf(name), onExit }),
      end: stopServer,
      kill: killServer,
      onCrash: (exit) =>
        o.onCrash(`Postgres in ${id} ended by itself (${describeExit(exit)}); see ${logFile}`),
    })
    return { id, region, number: name.number, part, place: () => topology.place(id) }
  }

  const servers = o.servers.map(open)
  const server = (id: string) => {
    const found = servers.find((each) => each.id === id)
    if (!found) throw new RangeError(`no database server ${id}`)
    return found
  }
  const primary = () => server(topology.primary())
  const replicas = () => servers.filter((each) => each.place() === 'replica')
  const own = ({ part: { port } }: DatabaseServer) => ({ port, passwords: state.passwords })

  return {
    ...{ servers, topology, server, primary, replicas, own },
    reconfigure(changed) {
      for (const { id, region, number, part } of changed) {
        const running = identify(part.pid() ?? 0)
        if (!running) continue
        configureServer(home, dataDir(o, id), settingsOf({ id, region, number, port: part.port }))
        signal(running, 'SIGHUP')
      }
    },
    async rebuild(lost) {
      if (lost.length === 0) return
      for (const { id } of lost) topology.leaveBehind(id)
      await Promise.all(lost.map(({ part }) => part.stop()))
      await copyOnline({
        home,
        primary: { ...own(primary()), dataDir: dataDir(o, primary().id) },
        replicas: lost.map(({ id }) => ({ id, dataDir: dataDir(o, id) })),
        signal: o.signal,
      })
      for (const { id } of lost) topology.follow(id)
      await Promise.all(lost.map(({ part }) => part.start()))
    },
    async stop() {
      const last = primary()
      await Promise.all(servers.map((each) => (each === last ? undefined : each.part.stop())))
      await last.part.stop()
    },
  }
}

/** @returns the data folder of a server. */
export function dataDir(o: Pick<ClusterOptions, 'home'>, id: string): string {
  return join(o.home.dir, id)
}

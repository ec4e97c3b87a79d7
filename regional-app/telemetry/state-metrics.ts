/** How a region stands, looked at when the metrics are asked for: nothing of it costs a request anything. */
import { Counter, Gauge, type Registry } from 'prom-client'
import { ageMs, fencedBecause } from '../../db/admission.ts'
import type { PoolUse } from '../../db/pool-use.ts'
import { isPrimary, type Server } from '../../db/servers.ts'
import type { Reachable } from '../../db/watch.ts'
import type { AppDeps } from '../env.ts'
import { knownMethod } from './known-method.ts'

export type StateSources = Pick<
  AppDeps,
  'release' | 'servers' | 'writer' | 'flights' | 'lineage' | 'misTags' | 'draining'
>

type Reading = readonly [labels: Readonly<Record<string, string>>, value: number]

export function stateMetrics(state: StateSources, registers: [Registry]): void {
  const { servers, writer, flights, lineage, misTags } = state

  function gauge(
    name: string,
    help: string,
    labelNames: readonly string[],
    look: () => readonly Reading[],
  ): void {
    new Gauge({
      ...{ name: `nearside_${name}`, help, labelNames: [...labelNames], registers },
      collect() {
        this.reset()
        for (const [labels, value] of look()) this.set(labels, value)
      },
    })
  }
  const single = (name: string, help: string, look: () => number | undefined) =>
    gauge(name, help, [], () => {
      const value = look()
      return value === undefined ? [] : [[{}, value]]
    })
  /** Of each of the region's own servers. */
  const each = (name: string, help: string, look: (server: Server) => number) =>
    gauge(name, help, ['server'], () => servers.all.map((server) => [{ server: server.name }, look(server)]))
  /** Of those that can be reached now. */
  const eachReachable = (name: string, help: string, look: (seen: Reachable) => number) =>
    gauge(name, help, ['server'], () =>
      servers.all.flatMap(({ name: server, watcher: { current } }): Reading[] =>
        current.state === 'reachable' ? [[{ server }, look(current)]] : [],
      ),
    )

  each('server_up', 'Whether the server can be reached.', ({ watcher }) =>
    Number(watcher.current.state === 'reachable'),
  )
  each(
    'server_usable',
    'Whether it may be read from: reachable, and on no branch that a failover has cut off.',
    ({ watcher: { current } }) =>
      Number(current.state === 'reachable' && fencedBecause(current, lineage) === undefined),
  )
  each('server_primary', 'Whether it is the primary, of the newest timeline known.', ({ watcher }) =>
    Number(isPrimary(watcher.current, lineage)),
  )
  eachReachable(
    'replication_lag_seconds',
    "How far its data is behind the primary's; 0 for the primary.",
    ({ lag }) => lag.ms / 1_000,
  )
  eachReachable('replication_lag_bytes', 'Log that it knows of and has not replayed.', ({ lag }) => lag.bytes)
  eachReachable(
    'data_age_seconds',
    "The most that its data may be older than the primary's.",
    (seen) => ageMs(seen, performance.now()) / 1_000,
  )
  eachReachable('replication_streaming', 'Whether log arrives; 1 for the primary.', ({ seen }) =>
    Number(seen.role === 'primary' || seen.streaming),
  )
  eachReachable(
    'wal_position_bytes',
    'What its reads see: replayed on a replica, flushed on the primary.',
    ({ seen }) => Number(seen.position.lsn),
  )
  eachReachable('timeline', 'The timeline that it is on.', ({ seen }) => seen.position.timeline)
  single('highest_timeline', 'The newest timeline that anybody has told of.', () => lineage.highest)
  single('primary_connected', 'Whether a connection of the write path is open.', () =>
    Number(flights.connected),
  )
  single(
    'primary_round_trip_seconds',
    'The least that one of the last flights has taken.',
    () => flights.roundTripMs && flights.roundTripMs / 1_000,
  )
  gauge('release_info', 'The version that runs, where it was told; always 1.', ['release'], () =>
    state.release === undefined ? [] : [[{ release: state.release }, 1]],
  )
  single('draining', 'Whether the process was told to end.', () => Number(state.draining()))

  const pools = () => [
    { pool: 'read', servers: servers.all.map(({ name, reader }) => [name, reader.use] as const) },
    { pool: 'flight', servers: [['primary', flights.use] as const] },
    { pool: 'interactive', servers: [['primary', writer.use] as const] },
  ]
  const eachPool = (look: (use: PoolUse) => readonly Reading[]) =>
    pools().flatMap(({ pool, servers }) =>
      servers.flatMap(([server, use]) =>
        look(use).map(([labels, value]): Reading => [{ pool, server, ...labels }, value]),
      ),
    )
  gauge('connections', 'Connections to databases, and who waits for one.', ['pool', 'server', 'state'], () =>
    eachPool(({ inUse, idle, waiting }) => [
      [{ state: 'in_use' }, inUse],
      ...(idle === undefined ? [] : [[{ state: 'idle' }, idle] as const]),
      [{ state: 'waiting' }, waiting],
    ]),
  )
  gauge('connections_max', 'The most connections that a pool opens.', ['pool', 'server'], () =>
    eachPool(({ most }) => [[{}, most]]),
  )

  new Counter({
    name: 'nearside_mis_tagged_requests_total',
    help: 'Requests that were tagged as a read, and wrote.',
    labelNames: ['method', 'route'],
    registers,
    collect() {
      this.reset()
      for (const [name, count] of misTags) {
        const [method = '', route = ''] = name.split(' ')
        this.inc({ method: knownMethod(method), route }, count)
      }
    },
  })
}

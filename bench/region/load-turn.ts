/** One contender under one kind of load: how much, how late, and whose processor time. */
import { BenchError } from '../bench-error.ts'
import { cpuMs } from '../load/cpu-time.ts'
import type { Load } from '../load/load.ts'
import { percentile } from '../stats.ts'
import type { Databases } from './databases.ts'
import { familyCpuMs } from './family-cpu.ts'
import { CONNECTIONS, type Kind } from './kinds.ts'
import { requestsOf } from './requests.ts'
import type { RunningServer } from './server.ts'

export type Turn = {
  readonly perSecond: number
  /** Undefined where only means are told. */
  readonly p99Ms: number | undefined
  /** Of the server's process, a request, in microseconds; undefined where the system doesn't tell. */
  readonly cpuUs: number | undefined
  /** Likewise, of all processes of the database that was asked. */
  readonly databaseUs: number | undefined
}

export type TurnOptions = {
  readonly load: Load
  readonly databases: Databases
  readonly server: RunningServer
  readonly kind: Kind
  readonly durationMs: number
  readonly connections?: number
  readonly signal: AbortSignal
}

/** @throws BenchError where not every request was answered well. */
export async function loadTurn(options: TurnOptions): Promise<Turn> {
  const { databases, server, kind } = options
  const database = databases[kind === 'one-flight write' ? 'write' : 'read']
  const serverBefore = cpuMs(server.pid)
  const databaseBefore = familyCpuMs(database.pid)
  const { answered, ms, latenciesMs } = await loadOnce(options)
  const spent = (before: number | undefined, after: number | undefined) =>
    before === undefined || after === undefined ? undefined : ((after - before) * 1000) / answered
  return {
    perSecond: (answered * 1000) / ms,
    p99Ms: percentile([...latenciesMs], 99),
    cpuUs: spent(serverBefore, cpuMs(server.pid)),
    databaseUs: spent(databaseBefore, familyCpuMs(database.pid)),
  }
}

/** @throws BenchError likewise. */
export async function loadOnce({
  load,
  server,
  kind,
  durationMs,
  connections = CONNECTIONS,
  signal,
}: Omit<TurnOptions, 'databases'>) {
  signal.throwIfAborted()
  const requests = requestsOf(kind, server.client, durationMs, Date.now())
  const result = await load.run({ port: server.port, requests, connections, durationMs })
  signal.throwIfAborted()
  if (result.answered === 0 || result.failed > 0)
    throw new BenchError(`${kind}: ${result.failed} requests failed, ${result.answered} were answered.`)
  if (kind === 'one-flight write' && result.answered > requests.length)
    throw new BenchError(`${kind}: there were ${requests.length} of them, and some came twice.`)
  return result
}

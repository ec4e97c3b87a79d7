/** One contender under one load for a while. */
import { BenchError } from '../bench-error.ts'
import { cpuMs } from '../load/cpu-time.ts'
import type { Load, LoadOrder } from '../load/load.ts'
import { percentile } from '../stats.ts'
import type { Contender } from './contenders.ts'

export type Turn = {
  readonly answered: number
  readonly failed: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Processor time of one request in the contender's process; undefined where the system does not tell. */
  readonly cpuUs: number | undefined
  /** How much of one processor it used: where that is much less than 1, it was load or origin that it waited for. */
  readonly busy: number | undefined
  /** Processor time of one request in load and origin together. */
  readonly loadCpuUs: number
}

/** @throws BenchError where nothing was answered. */
export async function takeTurn(
  load: Load,
  { name, port, pid }: Pick<Contender, 'name' | 'port' | 'pid'>,
  order: Omit<LoadOrder, 'port'>,
): Promise<Turn> {
  const own = process.cpuUsage()
  const before = cpuMs(pid)
  const { answered, failed, ms, latenciesMs } = await load.run({ ...order, port })
  const after = cpuMs(pid)
  const spent = process.cpuUsage(own)
  const usedMs = before === undefined || after === undefined ? undefined : after - before
  if (answered === 0) throw new BenchError(`${name} answers nothing.`)
  const latencies = [...latenciesMs]
  return {
    ...{ answered, failed },
    perSecond: (answered * 1_000) / ms,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    cpuUs: usedMs === undefined ? undefined : (usedMs * 1_000) / answered,
    busy: usedMs === undefined ? undefined : usedMs / ms,
    loadCpuUs: (spent.user + spent.system) / answered,
  }
}

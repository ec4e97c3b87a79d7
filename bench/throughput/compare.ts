/** Two servers under the same load in turn: A B, B A, A B… */

import { cpuMs } from '../load/cpu-time.ts'
import type { Load } from '../load/load.ts'
import { median } from '../stats.ts'

export type Contender = {
  readonly name: string
  readonly port: number
  /** The process that does its work. */
  readonly pid: number
}

export type Turn = { readonly perSecond: number; readonly failed: number; readonly cpuUs: number | undefined }

export type Comparison = {
  readonly subject: readonly Turn[]
  readonly reference: readonly Turn[]
  /** The median over the rounds of subject over reference, requests per second. */
  readonly ratio: number
}

export type CompareOptions = {
  readonly load: Load
  readonly subject: Contender
  readonly reference: Contender
  /** Made anew for each turn: signatures age. */
  readonly requests: () => readonly Uint8Array[]
  readonly rounds: number
  readonly turnMs: number
  readonly onTurn: () => void
  readonly signal: AbortSignal
}

/** Enough to keep a server busy all the time, few enough to keep its queue short. */
const CONNECTIONS = 16

export async function compare(options: CompareOptions): Promise<Comparison> {
  const { subject, reference, rounds, turnMs, signal, onTurn } = options
  const take = async (contender: Contender) => {
    signal.throwIfAborted()
    const turn = await loadOnce(contender, options)
    onTurn()
    return turn
  }
  await loadOnce(subject, { ...options, turnMs: turnMs / 2 })
  await loadOnce(reference, { ...options, turnMs: turnMs / 2 })
  const turns: { subject: Turn; reference: Turn }[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await take(subject)
      turns.push({ subject: first, reference: await take(reference) })
    } else {
      const first = await take(reference)
      turns.push({ subject: await take(subject), reference: first })
    }
  }
  return {
    subject: turns.map((turn) => turn.subject),
    reference: turns.map((turn) => turn.reference),
    ratio: median(turns.map((turn) => turn.subject.perSecond / turn.reference.perSecond)),
  }
}

async function loadOnce(
  { port, pid }: Contender,
  { load, requests, turnMs }: Pick<CompareOptions, 'load' | 'requests' | 'turnMs'>,
): Promise<Turn> {
  const before = cpuMs(pid)
  const { answered, failed, ms } = await load.run({
    port,
    requests: requests(),
    connections: CONNECTIONS,
    durationMs: turnMs,
  })
  const after = cpuMs(pid)
  const spent = before !== undefined && after !== undefined ? after - before : undefined
  return {
    perSecond: (answered * 1000) / ms,
    failed,
    cpuUs: spent === undefined || answered === 0 ? undefined : (spent * 1000) / answered,
  }
}

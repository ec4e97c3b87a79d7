/** `npm run bench -- throughput`: the gateway under load, against the least that could do its job. */
import Table from 'cli-table3'
import colors from 'picocolors'
import { GATEWAY_THROUGHPUT, type Verdict } from '../budgets.ts'
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import { median } from '../stats.ts'
import { formatVerdicts } from '../verdict-lines.ts'
import type { Comparison, Turn } from './compare.ts'
import { benchGateway } from './gateway.ts'

export type ThroughputOptions = {
  readonly rounds: number
  readonly turnMs: number
  readonly onTurn: () => void
  readonly signal: AbortSignal
}

/** @returns whether the budget is met. */
export async function benchThroughput(
  options: Pick<ThroughputOptions, 'rounds' | 'turnMs' | 'signal'>,
  outDir: string,
): Promise<boolean> {
  const progress = openProgress()
  const all = { ...options, onTurn: () => progress.step() }
  progress.start('Gateway', options.rounds * 2)
  const gateway = await benchGateway(all).finally(() => progress.stop())

  const judged = [
    verdict('gateway, signed and routed read', gateway, GATEWAY_THROUGHPUT, 'a bare pass-through Worker'),
  ]
  const date = new Date()
  const { rounds, turnMs } = options
  const json = {
    date,
    commit: describeCommit(),
    machine: describeMachine(),
    parameters: { rounds, turnMs },
    gateway,
    budgets: judged,
  }
  const files = writeResults(outDir, 'throughput', date, { json: `${JSON.stringify(json, undefined, 1)}\n` })
  const parts = [
    `Medians of ${rounds} rounds of ${turnMs / 1000} s each.`,
    formatComparison(gateway),
    `Budgets (bench/budgets.ts)\n${formatVerdicts(judged)}`,
    files.join('\n'),
  ]
  process.stdout.write(`\n${parts.join('\n\n')}\n`)
  return judged.every(({ met }) => met) && failures(gateway) === 0
}

function verdict(budget: string, { ratio }: Comparison, least: number, against: string): Verdict {
  return {
    budget,
    limit: `>= ${least.toFixed(2)} of ${against}`,
    found: ratio.toFixed(2),
    met: ratio >= least,
  }
}

function formatComparison(gateway: Comparison): string {
  const table = new Table({
    head: ['', 'requests/s', 'CPU µs a request', 'failed', 'ratio of rounds, least to most'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  table.push(
    line('gateway', gateway.subject, spread(gateway)),
    line('pass-through Worker', gateway.reference),
  )
  return table.toString()
}

function line(name: string, turns: readonly Turn[], ratios = ''): string[] {
  const cpu = turns.flatMap(({ cpuUs }) => cpuUs ?? [])
  return [
    name,
    colors.bold(median(turns.map(({ perSecond }) => perSecond)).toFixed(0)),
    cpu.length > 0 ? median(cpu).toFixed(0) : '–',
    String(turns.reduce((sum, { failed }) => sum + failed, 0)),
    ratios,
  ]
}

function spread({ subject, reference }: Comparison): string {
  const ratios = subject.map(
    ({ perSecond }, index) => perSecond / (reference[index]?.perSecond ?? Number.NaN),
  )
  return `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
}

function failures({ subject, reference }: Comparison): number {
  return [...subject, ...reference].reduce((sum, { failed }) => sum + failed, 0)
}

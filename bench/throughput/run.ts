/** `npm run bench -- throughput`: the region under load, against the least that could do its job. */
import Table from 'cli-table3'
import colors from 'picocolors'
import { REGION_THROUGHPUT, type Verdict } from '../budgets.ts'
import { openPlanet } from '../planet/open.ts'
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import { median } from '../stats.ts'
import { formatVerdicts } from '../verdict-lines.ts'
import type { Comparison, Turn } from './compare.ts'
import { benchRegion } from './region.ts'

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
  const planet = await openPlanet(() => {}, options.signal)
  progress.start('Region', options.rounds * 2)
  const region = await benchRegion(all, planet.regions)
    .finally(() => progress.stop())
    .finally(() => planet.stop())

  const judged = [
    verdict('region, one-row read, all middleware', region, REGION_THROUGHPUT, 'bare Hono and postgres.js'),
  ]
  const date = new Date()
  const { rounds, turnMs } = options
  const json = {
    date,
    commit: describeCommit(),
    machine: describeMachine(),
    parameters: { rounds, turnMs },
    region,
    budgets: judged,
  }
  const files = writeResults(outDir, 'throughput', date, { json: `${JSON.stringify(json, undefined, 1)}\n` })
  const parts = [
    `Medians of ${rounds} rounds of ${turnMs / 1000} s each.`,
    formatComparison(region),
    `Budgets (bench/budgets.json)\n${formatVerdicts(judged)}`,
    files.join('\n'),
  ]
  process.stdout.write(`\n${parts.join('\n\n')}\n`)
  return judged.every(({ met }) => met) && failures(region) === 0
}

function verdict(budget: string, { ratio }: Comparison, least: number, against: string): Verdict {
  return {
    budget,
    limit: `>= ${least.toFixed(2)} of ${against}`,
    found: ratio.toFixed(2),
    met: ratio >= least,
  }
}

function formatComparison(region: Comparison): string {
  const table = new Table({
    head: ['', 'requests/s', 'CPU µs a request', 'failed', 'ratio of rounds, least to most'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  table.push(
    line('regional app', region.subject, spread(region)),
    line('bare Hono, postgres.js', region.reference),
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

/** What was measured -> the tables on the terminal. Pure. */
import Table from 'cli-table3'
import colors from 'picocolors'
import type { Ratio } from '../result.ts'
import { spreadOf } from '../spread.ts'
import { median } from '../stats.ts'
import { MEASURES, SAID } from './costs.ts'
import { CONTENDERS, KINDS, takesPart } from './kinds.ts'
import type { Turn } from './load-turn.ts'
import type { Measured } from './measure.ts'

/** One row for each kind and contender; a dash for what was not measured. */
export function formatContenders(
  { rounds, queries }: Pick<Measured, 'rounds' | 'queries'>,
  ratios: readonly Ratio[],
): string {
  const table = tableOf([
    ...['', 'requests/s', 'p99 ms', 'CPU µs', 'database', 'statements', 'alone', 'trips'],
    ...['throughput', 'CPU'],
  ])
  for (const kind of KINDS) {
    const turns = rounds[kind]
    if (!turns) continue
    table.push([colors.bold(kind)])
    for (const contender of CONTENDERS.filter((each) => takesPart(each, kind))) {
      const of = (pick: (turn: Turn) => number | undefined) =>
        medianOf(
          turns.flatMap((round) => round[contender] ?? []),
          pick,
        )
      const perRequest = contender === 'pgbench' ? undefined : queries[contender]?.[kind]
      table.push([
        `  ${contender}`,
        shown(
          of(({ perSecond }) => perSecond),
          0,
        ),
        shown(
          of(({ p99Ms }) => p99Ms),
          1,
        ),
        shown(
          of(({ cpuUs }) => cpuUs),
          0,
        ),
        shown(
          of(({ databaseUs }) => databaseUs),
          0,
        ),
        shown(perRequest?.loaded.statements, 2),
        shown(perRequest?.alone.statements, 2),
        shown(perRequest?.alone.roundTrips, 2),
        ...['throughput', 'CPU'].map((name) => bold(ratios, `${kind}: ${name} over ${contender}`)),
      ])
    }
  }
  return [
    table.toString(),
    'database: its CPU µs · statements: of one request under the load; alone: and one at a time, with their round trips',
    'throughput, CPU: of the app over it',
  ].join('\n')
}

/** What changes a one-row read of the bare one, and what JSON takes. */
export function formatCosts(ratios: readonly Ratio[]): string {
  const table = tableOf(['bare Hono, one-row read', ...MEASURES.map(([name]) => name)])
  for (const [change, said] of Object.entries(SAID)) {
    const base = change.startsWith('pool') ? 'pool of 10' : 'prepared'
    table.push([
      `${said} over ${base}`,
      ...MEASURES.map(([name]) => bold(ratios, `${said}: ${name} over ${base}`)),
    ])
  }
  const json = ratios.filter(({ name }) => name.startsWith('JSON'))
  const lines = json.map((ratio) => `${ratio.name}: ${spread(ratio, ratio.median < 0.1 ? 4 : 2)}`)
  return [table.toString(), ...lines].join('\n')
}

function medianOf(turns: readonly Turn[], pick: (turn: Turn) => number | undefined): number | undefined {
  const values = turns.flatMap((turn) => pick(turn) ?? [])
  return values.length === 0 ? undefined : median(values)
}

function shown(value: number | undefined, digits: number): string {
  return value?.toFixed(digits) ?? '–'
}

function bold(ratios: readonly Ratio[], name: string): string {
  const ratio = ratios.find((each) => each.name === name)
  return ratio ? spread(ratio, 2) : '–'
}

/** The median and its spread. */
function spread(ratio: Ratio, digits: number): string {
  const [low, high] = spreadOf(ratio).map((each) => each.toFixed(digits))
  return `${colors.bold(ratio.median.toFixed(digits))} ${colors.dim(`${low} to ${high}`)}`
}

function tableOf(head: readonly string[]) {
  return new Table({
    head: [...head],
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
}

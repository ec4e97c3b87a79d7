/** `npm run bench -- region`: the regional app beside what others would use, and the database's own limit. */
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import type { BenchResult } from '../result.ts'
import { SPREAD } from '../spread.ts'
import { CONNECTIONS, READ_POOL, WRITE_POOL } from './kinds.ts'
import { measureRegion, turnsOf } from './measure.ts'
import type { RegionOptions } from './options.ts'
import { ratiosOf } from './summary.ts'
import { formatContenders, formatCosts } from './table.ts'

export async function benchRegion(
  options: RegionOptions,
  outDir: string,
  signal: AbortSignal,
  /** Gets the tables. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<BenchResult> {
  const { rounds, turnMs, parts } = options
  const progress = openProgress()
  progress.start('Region', turnsOf(options))
  const measuring = measureRegion({ ...options, signal, onTurn: () => progress.step() })
  const { profile, pgbench, ...measured } = await measuring.finally(() => progress.stop())

  const date = new Date()
  const result: BenchResult = {
    bench: 'region',
    ranAt: date.toISOString(),
    settings: {
      ...{ rounds, turnMs, parts, connections: CONNECTIONS, readPool: READ_POOL, writePool: WRITE_POOL },
      ...{ pgbench, commit: describeCommit(), machine: describeMachine() },
    },
    ratios: ratiosOf(measured),
    raw: measured,
  }
  const files = writeResults(outDir, 'region', date, {
    json: `${JSON.stringify(result, undefined, 1)}\n`,
    cpuprofile: profile,
  })
  const text = [
    `Medians of ${rounds} rounds of ${turnMs} ms each, ${CONNECTIONS} connections; behind a ratio ${SPREAD}.`,
    ...(Object.keys(measured.rounds).length > 0 ? [formatContenders(measured, result.ratios)] : []),
    ...(pgbench === undefined && parts.some((part) => part !== 'costs')
      ? ['There is no pgbench on the PATH: the limit of the database is left out.']
      : []),
    ...(measured.costs.length > 0 ? [formatCosts(result.ratios)] : []),
    files.join('\n'),
  ]
  print(`\n${text.join('\n\n')}\n`)
  return result
}

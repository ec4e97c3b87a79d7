/** `npm run bench -- all`: every bench, one after the other, and one report of them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import colors from 'picocolors'
import { BUDGETS } from '../budgets.ts'
import { holdBudgets } from '../check/held.ts'
import { formatHeld } from '../check/table.ts'
import { describeCommit, describeMachine } from '../report.ts'
import type { AllReport, BenchReport } from './all-report.ts'
import { BENCHES, type Bench } from './benches.ts'
import { filesOf } from './files.ts'
import type { AllOptions } from './options.ts'
import { pageOf } from './page.ts'
import { runOne } from './run-one.ts'
import { cautionsOf } from './words.ts'

/** @returns whether every bench came to its end, with all that it asked for. */
export async function benchAll(
  { only, runs }: AllOptions,
  resultsDir: string,
  signal: AbortSignal,
): Promise<boolean> {
  const benches = BENCHES.filter(({ id }) => only === undefined || only.includes(id))
  let isGood = true
  for (let run = 1; run <= runs; run++) {
    if (runs > 1) tell(colors.bold(`\nRun ${run} of ${runs}`))
    const failed = await runAll(benches, only === undefined, resultsDir, signal)
    isGood &&= !failed
  }
  return isGood
}

/** @param isWhole whether budgets of benches that are not among these count as not measured. */
async function runAll(
  benches: readonly Bench[],
  isWhole: boolean,
  resultsDir: string,
  signal: AbortSignal,
): Promise<boolean> {
  const date = new Date()
  const dir = join(resultsDir, `${date.toISOString().slice(0, 19).replaceAll(':', '')}-all`)
  mkdirSync(dir, { recursive: true })
  const startMs = performance.now()
  const reports: BenchReport[] = []
  for (const [index, bench] of benches.entries()) {
    const rest = benches.slice(index).reduce((sum, { seconds }) => sum + seconds, 0)
    tell(
      `\n${colors.bold(`${bench.title}, ${index + 1} of ${benches.length}`)} ${colors.dim(`about ${Math.ceil(rest / 60)} min to go`)}`,
    )
    const report = await runOne(bench, dir, signal)
    if (report.failure !== undefined) tell(colors.red(`${bench.title}: ${report.failure}`))
    reports.push(report)
  }
  const seconds = (performance.now() - startMs) / 1000
  const report = reportOf(reports, isWhole, date, seconds)
  const page = pageOf(report, filesOf(report, dir), stylesheet())
  writeFileSync(join(dir, 'report.json'), `${JSON.stringify(report, undefined, 1)}\n`)
  writeFileSync(join(dir, 'index.html'), page)
  const now = { date: new Date(), commit: report.commit }
  const cautions = cautionsOf(report).map((caution) => colors.yellow(caution))
  const parts = [
    formatHeld(report.budgets, 1, now),
    ...cautions,
    colors.bold(relative(process.cwd(), join(dir, 'index.html'))),
  ]
  process.stdout.write(`\n${parts.join('\n\n')}\n`)
  return reports.some(({ failure }) => failure !== undefined)
}

function reportOf(benches: readonly BenchReport[], isWhole: boolean, date: Date, seconds: number): AllReport {
  const commit = describeCommit()
  const ranAt = date.toISOString()
  const results = benches.map(({ id, settings, ratios, files, failure }) => {
    return {
      bench: id,
      file: files.find((file) => file.endsWith(`-${id}.json`)) ?? id,
      ranAt,
      commit,
      settings,
      ratios,
      ...(failure === undefined ? {} : { failure }),
    }
  })
  const asked = BUDGETS.filter(({ bench }) => isWhole || benches.some(({ id }) => id === bench))
  const budgets = holdBudgets(asked, results, 1)
  return { kind: 'all', ranAt, seconds, commit, machine: describeMachine(), budgets, benches }
}

function stylesheet(): string {
  const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8')
  return read('../report/page.css') + read('page.css')
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

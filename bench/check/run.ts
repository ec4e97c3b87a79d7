/** `npm run bench -- check`: do kept results meet the budgets of bench/budgets.json? */
import colors from 'picocolors'
import { BUDGETS } from '../budgets.ts'
import { describeCommit } from '../report.ts'
import { findResults, readResults } from './find.ts'
import { holdBudgets } from './held.ts'
import type { CheckOptions } from './options.ts'
import { formatHeld } from './table.ts'

/** @returns whether every budget is met, and measured unless `partial` says that it need not be. */
export function checkBudgets({ runs, partial, paths }: CheckOptions, resultsDir: string): boolean {
  const { results, skipped } =
    paths.length > 0 ? { results: readResults(paths), skipped: [] } : findResults(resultsDir, BUDGETS, runs)
  const held = holdBudgets(BUDGETS, results, runs)
  const now = { date: new Date(), commit: describeCommit() }
  for (const why of skipped) process.stderr.write(colors.dim(`Left out: ${why}\n`))
  process.stdout.write(`${formatHeld(held, runs, now)}\n`)
  return held.every(({ state }) => state === 'met' || (partial && state === 'not measured'))
}

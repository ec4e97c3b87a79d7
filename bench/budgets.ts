/**
 * What the numbers must reach: bench/budgets.json, the one place. A budget is changed there, with its reason, or the code is.
 * Distances are the planet's; where one machine plays the world they are exact.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError } from './bench-error.ts'
import { type Budget, parseBudgets } from './budget-file.ts'

export type { Budget } from './budget-file.ts'

/** A budget beside what was found, in words. */
export type Verdict = {
  readonly budget: string
  readonly limit: string
  readonly found: string
  readonly met: boolean
}

/** In the order of the file. */
export const BUDGETS: readonly Budget[] = readBudgets()

/** @throws RangeError of a name that is not in the file. */
export function budgetOf(bench: string, name: string): Budget {
  const budget = BUDGETS.find((other) => other.bench === bench && other.name === name)
  if (!budget) throw new RangeError(`bench/budgets.json has no budget of ${bench} with the name "${name}"`)
  return budget
}

function readBudgets(): readonly Budget[] {
  const parsed = parseBudgets(readFileSync(join(import.meta.dirname, 'budgets.json'), 'utf8'))
  if (parsed.ok) return parsed.budgets
  throw new BenchError(parsed.errors.join('\n'))
}

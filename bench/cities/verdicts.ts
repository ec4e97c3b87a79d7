import type { Row } from './summary.ts'

/** The city that the budgets speak about: it has a region of its own and is the farthest from the primary. */
export const BUDGET_CITY = 'bom'

/** @returns whether every request of every row was answered. Pure. */
export function allAnswered(rows: readonly Row[]): boolean {
  return rows.every(
    ({ nearside, baseline }) => nearside.failures.length + (baseline?.failures.length ?? 0) === 0,
  )
}

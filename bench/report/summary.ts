/** A result -> three lines for the terminal. Pure. */
import type { KeptResult } from './kept-result.ts'
import { momentOf, plural, whole } from './numbers.ts'
import { countMeasurements, verdictOf } from './view/verdict.ts'

export function summaryOf(result: KeptResult): readonly string[] {
  const { budgets, target, rows, date } = result
  const { sent, failed } = countMeasurements(result)
  const met = budgets.filter((budget) => budget.met).length
  const cities = new Set(rows.map(({ city }) => city)).size
  const where = target.kind === 'planet' ? `${plural(cities, 'city', 'cities')} of a planet` : target.url
  const { day, time } = momentOf(date)
  return [
    verdictOf(result),
    `${where}, ${plural(sent, 'measurement')}, ${whole(failed)} failed.`,
    `${budgets.length > 0 ? `${met} of ${budgets.length} budgets met` : 'No budgets to judge'}; measured ${day}, ${time}.`,
  ]
}

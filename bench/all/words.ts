/** A report -> its sentences. Pure. */
import { percent, plural } from '../report/numbers.ts'
import type { AllReport } from './all-report.ts'

/** @returns such as "16 of 18 budgets hold, 1 is missed and 1 was not measured." */
export function verdictOf({ budgets }: AllReport): string {
  const count = (state: string) => budgets.filter((each) => each.state === state).length
  const [met, missed, unmeasured] = [count('met'), count('missed'), count('not measured')]
  if (budgets.length === 0) return 'There is no budget of what was measured.'
  if (met === budgets.length) return met === 1 ? 'The one budget holds.' : `All ${met} budgets hold.`
  const rest = [
    ...(missed > 0 ? [`${missed} ${missed === 1 ? 'is' : 'are'} missed`] : []),
    ...(unmeasured > 0 ? [`${unmeasured} ${unmeasured === 1 ? 'was' : 'were'} not measured`] : []),
  ]
  return `${met} of ${plural(budgets.length, 'budget')} hold, ${rest.join(' and ')}.`
}

/** Above it a bench has shared the machine. */
const BUSY = 0.1

/** @returns what makes the numbers worse witnesses than they look. */
export function cautionsOf({ benches, commit }: AllReport): readonly string[] {
  const shared = benches.filter(({ othersBusy }) => othersBusy > BUSY)
  const failed = benches.filter(({ failure }) => failure !== undefined)
  return [
    ...failed.map(({ title, failure = '' }) => `${title} failed: ${failure.split('\n')[0]}`),
    ...(shared.length > 0
      ? [
          `Something else was at work on the machine (${shared.map(({ title, othersBusy }) => `${title}: ${percent(othersBusy)} busy before it`).join(', ')}). Ratios stand that better than times; stop what else runs, and run again.`,
        ]
      : []),
    ...(commit?.endsWith('+') ? ['Files differed from the commit.'] : []),
  ]
}

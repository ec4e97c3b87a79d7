/** Samples beside a budget -> whether it is met, and the words for both. Pure. */
import type { Budget, Verdict } from './budgets.ts'
import { median, percentile } from './stats.ts'

/** What the samples come to, as the budget looks at them; undefined of none. */
export function figureOf({ of }: Budget, samples: readonly number[]): number | undefined {
  if (samples.length === 0) return undefined
  switch (of) {
    case 'median':
      return median(samples)
    case 'p95':
      return percentile(samples, 95)
    case 'least':
      return Math.min(...samples)
    case 'most':
      return Math.max(...samples)
  }
}

/** @returns false of nothing: what was not answered is not met. */
export function isMet(budget: Budget, value: number | undefined): boolean {
  if (value === undefined) return false
  return budget.op === '<=' ? value <= limitOf(budget) : value >= limitOf(budget)
}

/** The whole limit: round trips with the milliseconds on top, in round trips. */
export function limitOf({ limit, plus }: Budget): number {
  return plus ? limit + plus.ms / plus.ofMs : limit
}

/** @returns such as "<= 1.053 (1.03 + 5 ms of 214 ms)" and "<= 3 ms". */
export function limitText(budget: Budget): string {
  const { op, limit, plus } = budget
  const whole = `${op} ${numberText(limitOf(budget), budget.unit)}`
  return plus ? `${whole} (${limit} + ${plus.ms} ms of ${plus.ofMs} ms)` : whole
}

/** @returns such as "12.8 times" and "0.925". */
export function numberText(value: number, unit?: string): string {
  const digits = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 2 ? 2 : 3
  const text = String(Number(value.toFixed(digits)))
  return unit === undefined ? text : `${text} ${unit}`
}

/** @returns its name, and what of the samples counts where that is not the median. */
export function titleOf({ name, of }: Budget): string {
  return `${name}${{ median: '', p95: ', p95', least: ', the least', most: ', the most' }[of]}`
}

/** @param figures those that the run asked for; no samples: no answer. @returns verdicts of the budgets that are among them. */
export function verdictsOf(
  bench: string,
  figures: readonly { readonly name: string; readonly samples: readonly number[] }[],
  budgets: readonly Budget[],
): readonly Verdict[] {
  return budgets.flatMap((budget) => {
    const figure = figures.find(({ name }) => budget.bench === bench && name === budget.name)
    if (!figure) return []
    const value = figureOf(budget, figure.samples)
    return [
      {
        budget: titleOf(budget),
        limit: limitText(budget),
        found: value === undefined ? 'no answer' : numberText(value, budget.unit),
        met: isMet(budget, value),
      },
    ]
  })
}

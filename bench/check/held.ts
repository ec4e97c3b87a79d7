/** Kept results beside the budgets -> whether each holds, in how many runs, and by which file. Pure. */
import type { Budget } from '../budgets.ts'
import { figureOf, isMet } from '../judge.ts'
import type { KeptBench } from './kept.ts'

export type Held = {
  readonly budget: Budget
  readonly state: 'met' | 'missed' | 'not measured'
  /** The newest first, at most as many as were asked for. */
  readonly found: readonly Found[]
  /** Why it was not measured, or not often enough. */
  readonly why?: string
}

export type Found = {
  readonly value: number
  readonly quartiles: readonly [number, number]
  readonly samples: readonly number[]
  readonly met: boolean
  readonly file: string
  readonly commit: string | undefined
  readonly ranAt: string
}

/** @param runs how many results of a bench must meet a budget, the newest ones. */
export function holdBudgets(
  budgets: readonly Budget[],
  results: readonly KeptBench[],
  runs: number,
): readonly Held[] {
  return budgets.map((budget) => {
    const newest = results
      .filter(({ bench }) => bench === budget.bench)
      .toSorted((a, b) => Date.parse(b.ranAt) - Date.parse(a.ranAt))
      .slice(0, runs)
    const found = newest.flatMap((result) => find(budget, result))
    const lacking = newest.find((result) => find(budget, result).length === 0)
    const why = lacking
      ? `not in ${lacking.file}`
      : newest.length === 0
        ? `no result of \`${commandOf(budget.bench)}\``
        : newest.length < runs
          ? `${newest.length} of ${runs} runs`
          : undefined
    const state = found.some(({ met }) => !met) ? 'missed' : why === undefined ? 'met' : 'not measured'
    return { budget, state, found, ...(why === undefined ? {} : { why }) }
  })
}

/** @returns how a person runs it. */
export function commandOf(bench: string): string {
  return bench === 'cities' ? 'npm run bench' : `npm run bench -- ${bench}`
}

function find(budget: Budget, { ratios, file, commit, ranAt }: KeptBench): readonly Found[] {
  const ratio = ratios.find(({ name }) => name === budget.name)
  const value = ratio && figureOf(budget, ratio.samples)
  if (!ratio || value === undefined) return []
  const { quartiles, samples } = ratio
  return [{ value, quartiles, samples, met: isMet(budget, value), file, commit, ranAt }]
}

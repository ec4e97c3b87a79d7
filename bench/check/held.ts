/** Kept results beside the budgets -> whether each holds, in how many runs, and by which file. Pure. */
import type { Budget } from '../budgets.ts'
import { figureOf, isMet } from '../judge.ts'
import type { KeptBench } from './kept.ts'
import { isSilent, speaksOf } from './speaks-of.ts'

export type Held = {
  readonly budget: Budget
  /** A run that failed has missed it. */
  readonly state: 'met' | 'missed' | 'not measured'
  /** The newest first, at most as many as were asked for. */
  readonly found: readonly Found[]
  /** Why it was not measured, or not often enough, or what failed. */
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

/** @param runs how many results that speak of a budget must meet it, the newest ones. */
export function holdBudgets(
  budgets: readonly Budget[],
  results: readonly KeptBench[],
  runs: number,
): readonly Held[] {
  const newestFirst = results.toSorted((a, b) => Date.parse(b.ranAt) - Date.parse(a.ranAt))
  return budgets.map((budget) => {
    const newest = newestFirst.filter((result) => speaksOf(budget, result)).slice(0, runs)
    const failed = newest.find(({ failure }) => failure !== undefined)
    const found = newest.flatMap((result) => find(budget, result))
    const other = newestFirst.find(({ bench }) => bench === budget.bench)
    const why = failed
      ? `${failed.file} failed: ${failed.failure}`
      : newest.length === runs
        ? undefined
        : newest.length > 0
          ? `${newest.length} of ${runs} runs`
          : other
            ? `${isSilent(other) ? 'no budget is held against' : 'not in'} ${other.file}`
            : `no result of \`${commandOf(budget.bench)}\``
    const isMissed = failed !== undefined || found.some(({ met }) => !met)
    const state = isMissed ? 'missed' : why === undefined ? 'met' : 'not measured'
    return { budget, state, found, ...(why === undefined ? {} : { why }) }
  })
}

/** @returns how a person runs it. */
export function commandOf(bench: string): string {
  return bench === 'cities' ? 'npm run bench' : `npm run bench -- ${bench}`
}

/** Nothing of a run that failed: what it has is of those requests that were answered. */
function find(budget: Budget, { ratios, failure, file, commit, ranAt }: KeptBench): readonly Found[] {
  const ratio = failure === undefined && ratios.find(({ name }) => name === budget.name)
  const value = ratio ? figureOf(budget, ratio.samples) : undefined
  if (!ratio || value === undefined) return []
  const { quartiles, samples } = ratio
  return [{ value, quartiles, samples, met: isMet(budget, value), file, commit, ranAt }]
}

import type { Budget } from '../budgets.ts'
import type { KeptBench } from './kept.ts'

/**
 * Pure. A part of a bench without the budget's ratio, a quick run and a deployment say nothing of a budget: an older result
 * is looked for. A run that failed does speak of it, whether it has the ratio or not: else an older one would hide it.
 */
export function speaksOf(budget: Pick<Budget, 'bench' | 'name'>, result: KeptBench): boolean {
  if (result.bench !== budget.bench || isSilent(result)) return false
  return result.failure !== undefined || result.ratios.some(({ name }) => name === budget.name)
}

/** @returns whether a result says nothing of any budget: a quick run, or a deployment's. */
export function isSilent({ settings }: KeptBench): boolean {
  return settings.quick === true || isForeign(settings.target)
}

/** Of the benches only the cities' has a target: a planet, or what an address leads to. */
function isForeign(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'kind' in target && target.kind !== 'planet'
}

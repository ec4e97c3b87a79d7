import type { Budget } from '../budgets.ts'
import type { KeptBench } from './kept.ts'

/**
 * Pure. A part of a bench without the budget's ratio, a quick run and a deployment say nothing of a budget: an older result
 * is looked for. A run that failed does speak of it, whether it has the ratio or not: else an older one would hide it.
 */
export function speaksOf(
  budget: Pick<Budget, 'bench' | 'name'>,
  { bench, settings, ratios, failure }: KeptBench,
): boolean {
  if (bench !== budget.bench || settings.quick === true || isForeign(settings.target)) return false
  return failure !== undefined || ratios.some(({ name }) => name === budget.name)
}

/** Of the benches only the cities' has a target: a planet, or what an address leads to. */
function isForeign(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'kind' in target && target.kind !== 'planet'
}

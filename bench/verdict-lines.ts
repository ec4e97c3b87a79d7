import colors from 'picocolors'
import type { Verdict } from './budgets.ts'

/** Verdicts -> one line each. Pure. */
export function formatVerdicts(verdicts: readonly Verdict[]): string {
  const width = Math.max(0, ...verdicts.map(({ budget }) => budget.length))
  return verdicts
    .map(({ budget, limit, found, met }) => {
      const word = met ? colors.green('met   ') : colors.red('missed')
      return `  ${word}  ${budget.padEnd(width)}  ${colors.bold(found)}, ${limit}`
    })
    .join('\n')
}

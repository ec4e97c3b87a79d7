/** What went wrong in a run -> why it meets no budget. Pure. */
import { plural } from '../report/numbers.ts'
import type { Row } from './summary.ts'

type Failures = { readonly failures: readonly string[] }

/** @returns such as "2 requests were not answered as they should be."; undefined where all were. */
export function failureOf(rows: readonly Row[], others: readonly Failures[]): string | undefined {
  const all = [...rows.flatMap(({ nearside, baseline }) => [nearside, baseline ?? []].flat()), ...others]
  const count = all.reduce((sum, { failures }) => sum + failures.length, 0)
  if (count === 0) return undefined
  return `${plural(count, 'request')} ${count === 1 ? 'was' : 'were'} not answered as ${count === 1 ? 'it' : 'they'} should be.`
}

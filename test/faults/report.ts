/** What a run says on the terminal. Pure. */
import Table from 'cli-table3'
import colors from 'picocolors'
import type { Violation } from './checker/violation.ts'
import { nameOf } from './checker/violation.ts'
import type { Counts } from './counts.ts'
import type { Outcome } from './history.ts'

/** How many violations are explained. */
const EXPLAINED = 10

export function formatCounts({ operations, faults, facts }: Counts): string {
  const byOutcome = table(['operation', ...OUTCOMES])
  for (const [kind, of] of [...operations].toSorted())
    byOutcome.push([kind, ...OUTCOMES.map((outcome) => String(of.get(outcome) ?? '–'))])
  const byFault = table(['fault', 'times'])
  for (const [fault, times] of [...faults].toSorted()) byFault.push([fault, String(times)])
  const all = table(['', ''])
  for (const [what, value] of facts) all.push([what, value])
  return [byOutcome, byFault, all].map(String).join('\n')
}

/** @param file of the history. */
export function formatViolations(violations: readonly Violation[], file: string | undefined): string {
  if (violations.length === 0) return colors.green('0 violations')
  const counts = [...Map.groupBy(violations, ({ promise }) => promise)].map(
    ([promise, of]) => `${of.length} × ${promise}`,
  )
  return [
    colors.red(`${violations.length} violations: ${counts.join(', ')}`),
    ...violations.slice(0, EXPLAINED).map(explain),
    ...(violations.length > EXPLAINED ? [`… and ${violations.length - EXPLAINED} more`] : []),
    ...(file ? [`The history: ${file}`] : []),
  ].join('\n')
}

function explain({ promise, sentence, operations }: Violation): string {
  const involved = operations.slice(0, 4).map((operation) => {
    const { outcome, status, region, data, sent, received, verdict } = operation
    const bookmarks = [...sent, received]
      .map((mark) => (mark ? `${mark.timeline}:${mark.lsn}` : '–'))
      .join(' → ')
    return colors.dim(
      `    ${nameOf(operation)}: ${outcome} ${status}, ${region ?? '–'} ${data ?? '–'}, bookmarks ${bookmarks}${verdict ? `, ${verdict}` : ''}`,
    )
  })
  return [`  ${colors.bold(promise)}: ${sentence}`, ...involved].join('\n')
}

const OUTCOMES: readonly Outcome[] = ['ok', 'refused', 'unknown', 'lost', 'failed-read']

function table(head: readonly string[]): Table.Table {
  return new Table({
    head: [...head],
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
}

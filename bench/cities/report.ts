/** All that a run has to say -> the text on the terminal. Pure. */
import colors from 'picocolors'
import type { Verdict } from '../budgets.ts'
import type { Freshness } from '../freshness/summary.ts'
import { formatFreshness } from '../freshness/table.ts'
import type { StatementRow } from '../statements/rows.ts'
import { formatStatementRows } from '../statements/table.ts'
import { formatVerdicts } from '../verdict-lines.ts'
import { KINDS } from './kinds.ts'
import type { Row } from './summary.ts'
import { countFailures, formatFailures, formatRows } from './table.ts'

export type Report = {
  readonly rows: readonly Row[]
  readonly statements: readonly StatementRow[]
  /** Undefined where nothing was written. */
  readonly freshness: Freshness | undefined
  readonly verdicts: readonly Verdict[]
  /** The cities' names by id. */
  readonly names: ReadonlyMap<string, string>
  /** Where the result is kept. */
  readonly files: readonly string[]
  /** The share of the processors that was in use while measuring, 0 to 1. */
  readonly busy: number
  /** Budgets are told, not held. */
  readonly quick: boolean
}

export function formatReport(report: Report): string {
  const { rows, statements, freshness, verdicts, names, files, busy, quick } = report
  const failures = [
    ...formatFailures(rows),
    ...statements.flatMap((row) =>
      row.failures.map((failure) => `${row.way} of ${row.statements}: ${failure}`),
    ),
    ...countFailures('read of what was written', freshness?.failures ?? []),
  ]
  return [
    'Milliseconds from the first byte out to the last byte in.',
    formatRows(rows, names),
    colors.dim(indented(legend(rows))),
    ...(statements.length > 0 ? [formatStatementRows(statements)] : []),
    ...(freshness ? [formatFreshness(freshness)] : []),
    ...(verdicts.length > 0 ? [`Budgets (bench/budgets.json)\n${formatVerdicts(verdicts)}`] : []),
    ...(failures.length > 0 ? [colors.red(`Failed requests\n${indented(failures)}`)] : []),
    ...(quick && verdicts.length > 0
      ? [colors.yellow(quickNote(busy))]
      : busy > BUSY
        ? [colors.yellow(busyNote(busy))]
        : []),
    files.join('\n'),
  ].join('\n\n')
}

function legend(rows: readonly Row[]): readonly string[] {
  const kinds = KINDS.filter(({ id }) => rows.some(({ kind }) => kind === id))
  return [
    ...kinds.map(({ label, request }) => `${label}: ${request}`),
    rows.some(({ baseline }) => baseline)
      ? 'single region, p50: the same request in the same run, its connection going all the way to the one region'
      : 'single region: not measured; --baseline-url <url> names the same app in one region',
  ]
}

/** Above it requests queue for a processor. */
const BUSY = 0.6

function quickNote(busy: number): string {
  return `With --quick a missed budget does not fail the run: few requests on a busy machine say little. The processors were ${percent(busy)} busy.`
}

function busyNote(busy: number): string {
  return `The processors were ${percent(busy)} busy: these times are also of waiting for them. Stop what else runs, and run again.`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n')
}

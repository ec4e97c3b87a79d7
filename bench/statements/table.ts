import Table from 'cli-table3'
import colors from 'picocolors'
import type { StatementRow, Way } from './rows.ts'

/** Rows -> the table on the terminal. Pure. */
export function formatStatementRows(rows: readonly StatementRow[]): string {
  const table = new Table({
    head: ['commit from the region in Mumbai', 'statements', 'p50', 'p95', 'p99', 'round trips'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const { way, statements, times, roundTrips } of rows) {
    const milliseconds = [times?.p50, times?.p95, times?.p99].map((ms) => ms?.toFixed(1) ?? '–')
    table.push([LABELS[way], statements, ...milliseconds, colors.bold(roundTrips?.toFixed(2) ?? '–')])
  }
  return table.toString()
}

const LABELS: Readonly<Record<Way, string>> = {
  flight: 'one flight: idempotency row, statements, position',
  unkeyed: 'one flight without a key: statements, position',
  transaction: 'Drizzle transaction over postgres.js',
}

import Table from 'cli-table3'
import colors from 'picocolors'
import type { StatementRow } from './rows.ts'

/** Rows -> the table on the terminal. Pure. */
export function formatStatementRows(rows: readonly StatementRow[]): string {
  const table = new Table({
    head: ['commit from the region in Mumbai', 'statements', 'p50', 'p95', 'p99', 'round trips'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const { way, statements, times, roundTrips } of rows) {
    const name = way === 'flight' ? 'one flight (db/flight.ts)' : 'Drizzle transaction over postgres.js'
    const milliseconds = [times?.p50, times?.p95, times?.p99].map((ms) => ms?.toFixed(1) ?? '–')
    table.push([name, statements, ...milliseconds, colors.bold(roundTrips?.toFixed(2) ?? '–')])
  }
  return table.toString()
}

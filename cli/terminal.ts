/** Colours and tables. Colours go to a terminal alone: not into a pipe, nor where NO_COLOR is set. */
import Table from 'cli-table3'
import picocolors from 'picocolors'

const { NO_COLOR, TERM } = process.env

export const pc = picocolors.createColors(Boolean(process.stdout.isTTY) && !NO_COLOR && TERM !== 'dumb')

/** The widest that a table may be. */
export const COLUMNS = 100

/**
 * @param widths of the columns in characters, borders apart; those that are left out are as wide as what they hold.
 * What doesn't fit goes on in the next line.
 */
export function newTable(head: readonly string[], widths: readonly (number | null)[] = []): Table.Table {
  return new Table({
    head: head.map((title) => pc.dim(title)),
    style: { head: [], border: [], compact: true },
    colWidths: [...widths],
    wordWrap: true,
  })
}

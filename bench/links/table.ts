/** What was measured -> the table on the terminal. Pure. */
import Table from 'cli-table3'
import { DISTANCES_MS, type Row } from './summary.ts'

export function formatLinks(rows: readonly Row[]): string {
  const states = ['idle', 'busy'] as const
  const table = new Table({
    head: ['ms', ...states.flatMap((state) => [`${state}, p5`, 'p50', 'p95'])],
    colAligns: Array.from({ length: 1 + 3 * states.length }, () => 'right' as const),
    style: { head: [], border: [], compact: true },
  })
  for (const rttMs of DISTANCES_MS) {
    const cells = states.flatMap((state) => {
      const row = rows.find((each) => each.rttMs === rttMs && each.state === state)
      return [row?.p5, row?.p50, row?.p95].map((ms) => ms?.toFixed(2) ?? '–')
    })
    table.push([rttMs, ...cells])
  }
  return table.toString()
}

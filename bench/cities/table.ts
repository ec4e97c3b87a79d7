/** Rows -> the table on the terminal. Pure. */
import Table from 'cli-table3'
import colors from 'picocolors'
import { KINDS } from './kinds.ts'
import type { Row } from './summary.ts'

/** @param names the cities' names by id. */
export function formatRows(rows: readonly Row[], names: ReadonlyMap<string, string>): string {
  const table = new Table({
    head: ['city', 'what', 'served by', 'p50', 'p95', 'p99', 'floor', '÷ floor', 'single region', 'faster'],
    colAligns: ['left', 'left', 'left', ...Array<'right'>(7).fill('right')],
    style: { head: [], border: [], compact: true },
  })
  let city: string | undefined
  for (const row of rows) {
    if (city !== undefined && row.city !== city) table.push(Array<string>(10).fill(''))
    table.push(cells(row, row.city === city ? '' : (names.get(row.city) ?? row.city)))
    city = row.city
  }
  return table.toString()
}

/** @returns a line for each kind of failure, with how often it came. */
export function formatFailures(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(({ city, kind, nearside, baseline }) => [
    ...countFailures(`${city} ${kind}`, nearside.failures),
    ...countFailures(`${city} ${kind}, single region`, baseline?.failures ?? []),
  ])
}

function cells(row: Row, city: string): string[] {
  const { times } = row.nearside
  const kind = KINDS.find(({ id }) => id === row.kind)
  return [
    colors.bold(city),
    kind?.label ?? row.kind,
    row.kind === 'static' ? 'edge' : row.regions.join(' ') || '–',
    colors.bold(number(times?.p50)),
    number(times?.p95),
    number(times?.p99),
    number(row.floorMs),
    row.timesFloor === undefined ? '–' : `${row.timesFloor.toFixed(1)}×`,
    number(row.baseline?.times?.p50),
    faster(row.timesFaster),
  ]
}

function number(ms: number | undefined): string {
  return ms === undefined ? '–' : ms.toFixed(1)
}

function faster(times: number | undefined): string {
  if (times === undefined) return '–'
  const text = `${times.toFixed(1)}×`
  return times >= 2 ? colors.green(text) : text
}

/** @returns a line for each kind of failure, with how often it came. */
export function countFailures(title: string, failures: readonly string[]): readonly string[] {
  return [...Map.groupBy(failures, (failure) => failure)].map(
    ([failure, all]) => `${title}: ${all.length} × ${failure}`,
  )
}

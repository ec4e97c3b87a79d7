/** A result -> the rows of the table, and a line for each kind of failure. Pure. */
import { countFailures, formatFailures } from '../../cities/table.ts'
import type { KeptResult, KeptTimes } from '../kept-result.ts'
import { nameOf, wayMs } from '../places.ts'

export type TableRow = {
  readonly city: string
  readonly name: string
  readonly kind: KeptResult['rows'][number]['kind']
  readonly regions: readonly string[]
  readonly nearside: KeptTimes | undefined
  readonly baseline: KeptTimes | undefined
  readonly timesFaster: number | undefined
  readonly floorMs: number | undefined
  /** What the planet's links take. */
  readonly wayMs: number | undefined
  readonly failed: number
}

export function tableOf({ rows, target }: KeptResult): readonly TableRow[] {
  return rows.map(({ city, kind, regions, nearside, baseline, timesFaster, floorMs }) => ({
    city,
    name: nameOf(city),
    kind,
    regions,
    nearside: nearside.times,
    baseline: baseline?.times,
    timesFaster,
    floorMs,
    wayMs: target.kind === 'planet' ? wayMs(city, kind, 'nearside', regions[0]) : undefined,
    failed: nearside.failures.length + (baseline?.failures.length ?? 0),
  }))
}

export function failuresOf({ rows, statements, freshness }: KeptResult): readonly string[] {
  return [
    ...formatFailures(rows),
    ...statements.flatMap(({ way, statements: count, failures }) =>
      countFailures(`${way} of ${count}`, failures),
    ),
    ...countFailures('read of what was written', freshness?.failures ?? []),
  ]
}

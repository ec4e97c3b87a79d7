/** Rows -> which budgets are met. Pure: no I/O, no clock, no randomness. */
import {
  READ_OVERHEAD_MS,
  READ_TIMES_FASTER,
  REPLAY_OVERHEAD_MS,
  REPLAY_ROUND_TRIPS,
  type Verdict,
  WRITE_OVERHEAD_MS,
  WRITE_ROUND_TRIPS,
} from '../budgets.ts'
import type { KindId } from './kinds.ts'
import type { Row } from './summary.ts'

/** The legs of one city, in milliseconds there and back. */
export type Legs = {
  readonly clientMs: number
  /** Edge to the city's own region. */
  readonly regionMs: number
  /** Region to the primary. */
  readonly wanMs: number
}

/** The city that the budgets speak about: it has a region of its own and is the farthest from the primary. */
export const BUDGET_CITY = 'bom'

/** @returns a verdict for each budget that the rows can tell of; a row without an answer misses its budget. */
export function verdicts(rows: readonly Row[], legs: Legs): readonly Verdict[] {
  const rowOf = (kind: KindId) => rows.find((row) => row.city === BUDGET_CITY && row.kind === kind)
  const near = legs.clientMs + legs.regionMs
  const write = near + WRITE_ROUND_TRIPS * legs.wanMs + WRITE_OVERHEAD_MS
  const replayed = REPLAY_ROUND_TRIPS * legs.wanMs + REPLAY_OVERHEAD_MS
  const trips = `${WRITE_ROUND_TRIPS} round trips + ${WRITE_OVERHEAD_MS} ms`
  return [
    atMost('read from Mumbai, p50', `legs + ${READ_OVERHEAD_MS} ms`, near + READ_OVERHEAD_MS, rowOf('read')),
    ...timesFaster(rowOf('read')),
    atMost('write from Mumbai, 1 statement, p50', `legs + ${trips}`, write, rowOf('note')),
    atMost('write from Mumbai, 2 statements, p50', `legs + ${trips}`, write, rowOf('order')),
    atMost(
      'write from Mumbai, interactive, p50',
      `${REPLAY_ROUND_TRIPS} round trips + ${REPLAY_OVERHEAD_MS} ms`,
      replayed,
      rowOf('cancel'),
    ),
  ].flat()
}

/** @returns whether every request of every row was answered. */
export function allAnswered(rows: readonly Row[]): boolean {
  return rows.every(
    ({ nearside, baseline }) => nearside.failures.length + (baseline?.failures.length ?? 0) === 0,
  )
}

function atMost(budget: string, rule: string, limitMs: number, row: Row | undefined): readonly Verdict[] {
  if (!row) return []
  const p50 = row.nearside.times?.p50
  return [
    {
      budget,
      limit: `<= ${limitMs.toFixed(1)} ms (${rule})`,
      found: p50 === undefined ? 'no answer' : `${p50.toFixed(1)} ms`,
      met: p50 !== undefined && p50 <= limitMs,
    },
  ]
}

function timesFaster(row: Row | undefined): readonly Verdict[] {
  if (!row?.baseline) return []
  const { timesFaster: times } = row
  return [
    {
      budget: 'read from Mumbai, p50, against Virginia only',
      limit: `>= ${READ_TIMES_FASTER} times faster`,
      found: times === undefined ? 'no answer' : `${times.toFixed(1)} times`,
      met: times !== undefined && times >= READ_TIMES_FASTER,
    },
  ]
}

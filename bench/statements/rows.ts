/** Writes as a region sends them to the primary: samples -> rows. Pure. */
import { type Summary, summarise } from '../stats.ts'

/**
 * `flight`: db/flight.ts under a key, its idempotency row and its position in it. `unkeyed`: the same flight without a
 * key, so without the row. `transaction`: Drizzle's own over postgres.js, with neither.
 */
export type Way = 'flight' | 'unkeyed' | 'transaction'

export type StatementSample = {
  readonly way: Way
  readonly statements: number
  readonly ms: number
  /** What went wrong; such a sample counts in no percentile. */
  readonly failure?: string
}

export type StatementRow = {
  readonly way: Way
  readonly statements: number
  readonly times?: Summary
  /** p50 over the link's round trip. */
  readonly roundTrips?: number
  readonly failures: readonly string[]
}

/** @param rttMs the region's round trip to the primary. */
export function statementRows(samples: readonly StatementSample[], rttMs: number): readonly StatementRow[] {
  const groups = Map.groupBy(samples, ({ way, statements }) => `${statements} ${way}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const { way, statements } = first
    const times = summarise(group.filter(({ failure }) => failure === undefined).map(({ ms }) => ms))
    const failures = group.flatMap(({ failure }) => failure ?? [])
    return [{ way, statements, failures, ...(times ? { times, roundTrips: times.p50 / rttMs } : {}) }]
  })
}

import type { Figure } from '../figure.ts'
import type { StatementSample, Way } from './rows.ts'

/**
 * Commits of a region -> their round trips, and the flight over Drizzle's transaction. Pure.
 * @param rttMs the region's round trip to the primary.
 */
export function statementFigures(samples: readonly StatementSample[], rttMs: number): readonly Figure[] {
  const counts = [...new Set(samples.map(({ statements }) => statements))]
  return counts.flatMap((statements) => {
    const of = (way: Way) =>
      samples.filter((sample) => sample.way === way && sample.statements === statements)
    const title = `commit from Mumbai's region, ${statements} statement${statements === 1 ? '' : 's'}`
    const trips = (way: Way) =>
      of(way).flatMap(({ ms, failure }) => (failure === undefined ? [ms / rttMs] : []))
    return [
      { name: `${title}: WAN round trips`, samples: trips('flight') },
      { name: `${title}, without a key: WAN round trips`, samples: trips('unkeyed') },
      { name: `${title}, Drizzle's transaction: WAN round trips`, samples: trips('transaction') },
      {
        name: `${title}: flight over Drizzle's transaction`,
        samples: paired(of('flight'), of('transaction')),
      },
    ]
  })
}

/** Each way has one sample a round, so that those at the same place are of the same round. */
function paired(over: readonly StatementSample[], under: readonly StatementSample[]): readonly number[] {
  return over.flatMap(({ ms, failure }, round) => {
    const other = under[round]
    return failure === undefined && other && other.failure === undefined ? [ms / other.ms] : []
  })
}

/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { expected, isWhole, outOf } from '../out-of.ts'
import type { FlightOptions } from './run.ts'

export type FlightFlags = {
  readonly rounds: string
  readonly distances: string
  readonly statements: string
}

export const FLIGHT_DEFAULTS: FlightFlags = { rounds: '7', distances: '50,100,200', statements: '1,3,5,10' }

export function parseFlightFlags(flags: FlightFlags): Parsed<FlightOptions> {
  const rounds = Number(flags.rounds)
  const distancesMs = listOf(flags.distances)
  const statements = listOf(flags.statements)
  const errors = [
    ...outOf('--rounds', flags.rounds, 1, 100),
    ...expected(
      '--distances',
      flags.distances,
      areDistinct(distancesMs, 20, 1000),
      'round trips of 20 to 1000 ms, as in 50,200',
    ),
    ...expected(
      '--statements',
      flags.statements,
      areDistinct(statements, 1, 50),
      'numbers from 1 to 50, as in 1,5',
    ),
  ]
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, options: { rounds, distancesMs, statements } }
}

/** In rising order, whatever order they were typed in. */
function listOf(text: string): readonly number[] {
  return text
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
    .sort((a, b) => a - b)
}

function areDistinct(values: readonly number[], least: number, most: number): boolean {
  return values.every((value) => isWhole(value, least, most)) && new Set(values).size === values.length
}

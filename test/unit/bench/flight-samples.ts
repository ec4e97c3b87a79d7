/** Turns of the flight bench to test with. */
import type { Cell } from '../../../bench/flight/cell.ts'
import type { Count, Sample } from '../../../bench/flight/measure.ts'
import type { Turn } from '../../../bench/flight/turn.ts'

/** @param warm, coldStatements, coldConnection of each of its commits. */
export function turnOf(warm: number, coldStatements: number, coldConnection: number): Turn {
  return { warm, 'cold statements': coldStatements, 'cold connection': coldConnection }
}

export function sampleOf(cell: Cell, round: number, ms: Turn, rttMs = 200): Sample {
  return { ...cell, rttMs, round, ms }
}

export const FLIGHT: Cell = { way: 'flight', statements: 5 }
export const DRIZZLE: Cell = { way: 'Drizzle over postgres.js', statements: 5 }

export const COUNTS: readonly Count[] = [
  { ...FLIGHT, trips: turnOf(1, 1, 6) },
  { ...DRIZZLE, trips: turnOf(12, 12, 16) },
]

/** Warm, Drizzle takes 10, 11 and 12 times as long as the flight of its round. */
export const SAMPLES: readonly Sample[] = [0, 1, 2].flatMap((round) => [
  sampleOf(FLIGHT, round, turnOf(201 + round, 202 + round, 1210)),
  sampleOf(DRIZZLE, round, turnOf((201 + round) * (10 + round), 2410, 3220)),
])

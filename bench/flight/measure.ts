/**
 * Takes turns of every way with every number of statements. All of a round set out together, shifted against each other so
 * that their packets don't meet, and the next round waits for the last of them: so the turns of a round are of one time. They
 * wait nearly always, so that distances go side by side, too.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type Cell, cellsOf, nameOf } from './cell.ts'
import { openCountingProxy } from './counting-proxy.ts'
import { OPEN } from './open-way.ts'
import { placeAt } from './place.ts'
import { type Turn, takeTurn } from './turn.ts'
import type { Place } from './way.ts'

/** What the commits of one turn took by the clock, in milliseconds. */
export type Sample = Cell & { readonly rttMs: number; readonly round: number; readonly ms: Turn }
/** And by the count of round trips on the wire. */
export type Count = Cell & { readonly trips: Turn }

type MeasureOptions = {
  readonly place: Place
  readonly rttMs: number
  readonly statements: readonly number[]
  /** @returns the orders that this cell may write to, at this distance alone. */
  readonly idsOf: (cell: Cell) => readonly string[]
  readonly onTurn: () => void
  readonly signal: AbortSignal
}

/** Once is enough: who waits for whom is not left to chance. The distance should be well above what a computer takes. */
export function countTrips({ place, ...options }: MeasureOptions): Promise<readonly Count[]> {
  return takeRound(options, cellsOf(options.statements), async (cell) => {
    const database = await openCountingProxy(Number(new URL(place.databaseUrl).port))
    const app = await openCountingProxy(Number(new URL(place.appUrl).port))
    try {
      const trips = await takeTurn({
        open: () => OPEN[cell.way](placeAt(place, database.port, app.port)),
        ids: options.idsOf(cell),
        salt: 'count',
        gauge: () => database.turns() + app.turns(),
        signal: options.signal,
      })
      return { ...cell, trips }
    } finally {
      database.close()
      app.close()
    }
  })
}

export async function measureTimes({
  rounds,
  ...options
}: MeasureOptions & { readonly rounds: number }): Promise<readonly Sample[]> {
  const { place, rttMs, idsOf, signal } = options
  const cells = cellsOf(options.statements)
  const samples: Sample[] = []
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? cells : cells.toReversed()
    const taken = await takeRound(options, order, async (cell) => {
      const open = () => OPEN[cell.way](place)
      const turn = { open, ids: idsOf(cell), salt: `r${round}`, gauge: () => performance.now(), signal }
      return { ...cell, rttMs, round, ms: await takeTurn(turn) }
    })
    samples.push(...taken)
  }
  return samples
}

async function takeRound<T>(
  { rttMs, onTurn, signal }: Pick<MeasureOptions, 'rttMs' | 'onTurn' | 'signal'>,
  cells: readonly Cell[],
  take: (cell: Cell) => Promise<T>,
): Promise<readonly T[]> {
  const turns = await Promise.allSettled(
    cells.map(async (cell, index) => {
      await delay((index / cells.length) * rttMs, undefined, { signal })
      const taken = await take(cell).catch((cause: unknown) => {
        throw new Error(`${nameOf(cell)} over ${rttMs} ms: ${cause}`, { cause })
      })
      onTurn()
      return taken
    }),
  )
  signal.throwIfAborted()
  return turns.map((turn) => {
    if (turn.status === 'rejected') throw turn.reason
    return turn.value
  })
}

/** Takes the turns of all cells at all distances: one to count round trips, and rounds of them by the clock. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Cell, isSame, nameOf } from './cell.ts'
import { openCountingProxy } from './counting-proxy.ts'
import { OPEN } from './open-way.ts'
import { placeAt } from './place.ts'
import { startsOf } from './starts.ts'
import { TEMPERATURES, type Turn, takeTurn } from './turn.ts'
import type { Place } from './way.ts'

/** What the commits of one turn took by the clock, in milliseconds. */
export type Sample = Cell & { readonly rttMs: number; readonly round: number; readonly ms: Turn }
/** And by the count of round trips on the wire. */
export type Count = Cell & { readonly trips: Turn }

/** A cell at a distance. */
export type Spot = Cell & {
  readonly rttMs: number
  readonly place: Place
  /** Of the orders that it writes, and nobody else. */
  readonly ids: readonly string[]
}

export type Watch = { readonly onTurn: () => void; readonly signal: AbortSignal }

/** Once is enough: who waits for whom is not left to chance. The distance should be well above what a computer takes. */
export function countTrips(spots: readonly Spot[], watch: Watch): Promise<readonly Count[]> {
  const starts = spots.map((_, index) => index * COUNTED_APART_MS)
  return takeRound(spots, starts, watch, async ({ way, statements, place, ids }) => {
    const database = await openCountingProxy(Number(new URL(place.databaseUrl).port))
    const app = await openCountingProxy(Number(new URL(place.appUrl).port))
    try {
      const open = () => OPEN[way](placeAt(place, database.port, app.port))
      const gauge = () => database.turns() + app.turns()
      const { signal } = watch
      return { way, statements, trips: await takeTurn({ open, ids, salt: 'count', gauge, signal }) }
    } finally {
      database.close()
      app.close()
    }
  })
}

/** A round takes as long as the longest of its turns, and the others begin all over that time: those of a round share what else the machine does. */
export async function measureTimes(
  spots: readonly Spot[],
  counts: readonly Count[],
  rounds: number,
  watch: Watch,
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? spots : spots.toReversed()
    const starts = startsOf(order.map((spot) => expectedMs(spot, counts)))
    const taken = await takeRound(order, starts, watch, async ({ way, statements, rttMs, place, ids }) => {
      const open = () => OPEN[way](place)
      const turn = { open, ids, salt: `r${round}`, gauge: () => performance.now(), signal: watch.signal }
      return { way, statements, rttMs, round, ms: await takeTurn(turn) }
    })
    samples.push(...taken)
  }
  return samples
}

const COUNTED_APART_MS = 10

function expectedMs(spot: Spot, counts: readonly Count[]): number {
  const trips = counts.find((count) => isSame(count, spot))?.trips
  return trips ? spot.rttMs * TEMPERATURES.reduce((sum, each) => sum + trips[each], 0) : 0
}

/** One that fails stops the others. */
async function takeRound<T>(
  spots: readonly Spot[],
  starts: readonly number[],
  { onTurn, signal }: Watch,
  take: (spot: Spot) => Promise<T>,
): Promise<readonly T[]> {
  const failed = new AbortController()
  const turns = spots.map(async (spot, index) => {
    try {
      await delay(starts[index], undefined, { signal: AbortSignal.any([signal, failed.signal]) })
      const taken = await take(spot)
      onTurn()
      return taken
    } catch (cause) {
      failed.abort(new Error(`${nameOf(spot)} over ${spot.rttMs} ms: ${cause}`, { cause }))
      throw cause
    }
  })
  await Promise.allSettled(turns)
  signal.throwIfAborted()
  failed.signal.throwIfAborted()
  return Promise.all(turns)
}

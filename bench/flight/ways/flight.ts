/** Ours: db/flight.ts, under a key, as a route's write is sent. */
import { createHash, randomUUID } from 'node:crypto'
import { createFlights } from '../../../db/flight.ts'
import { type Once, onceId } from '../../../db/once.ts'
import { BenchError } from '../../bench-error.ts'
import { builders } from '../statement.ts'
import type { Connection } from '../way.ts'

export type FlightWay = Connection & {
  /** Connects before the first commit asks for it. */
  warm(signal: AbortSignal): Promise<void>
}

/** @param isKeyed without its key nothing makes it happen once: no row and no kept answer. */
export function openFlightWay(databaseUrl: string, { isKeyed }: { isKeyed: boolean }): FlightWay {
  const flights = createFlights({ urls: [databaseUrl], connections: 1 })
  return {
    warm: (signal) => flights.warm(signal),
    async commit(commit) {
      const once = isKeyed ? onceOf(commit.note) : undefined
      const flown = await flights.fly((tx) => builders(tx, commit), { once })
      if (!flown.ok) throw new BenchError(`A flight was not committed: ${JSON.stringify(flown.failure)}`)
      if (!flown.position) throw new BenchError('A flight was not told its position.')
    },
    close: () => flights.close(),
  }
}

/** A key of its own for each flight, as from a client: as if its body were the note. */
function onceOf(note: string): Once {
  return { id: onceId('bench', randomUUID()), fingerprint: createHash('sha256').update(note).digest() }
}

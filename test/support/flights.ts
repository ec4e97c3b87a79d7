import { onTestFinished } from 'vitest'
import { createFlights, type FlightOptions, type Flights } from '../../db/flight.ts'
import { portOf, through } from './database.ts'
import { openTurnProxy, type TurnProxy } from './turn-proxy.ts'

/** A pool of the write path to that server; closed when the test is finished. */
export function openTestFlights(url: string, options: Partial<FlightOptions> = {}): Flights {
  const flights = createFlights({ urls: [url], connections: 2, ...options })
  onTestFinished(() => flights.close())
  return flights
}

/** One warm connection through a proxy that counts round trips. */
export async function openFlightsThroughProxy(
  url: string,
  options: Partial<FlightOptions> = {},
): Promise<[Flights, TurnProxy]> {
  const proxy = await openTurnProxy(portOf(url))
  onTestFinished(() => proxy.close())
  const flights = openTestFlights(through(url, proxy.port), { connections: 1, ...options })
  await flights.warm(AbortSignal.timeout(5_000))
  return [flights, proxy]
}

/** How far a city's read goes: from its clients to its edge, and from there to the nearest region. Pure. */
import { CITIES, REGION_IDS, rttMs } from '../../planet/cities.ts'

/** In milliseconds, there and back. */
export type Legs = { readonly clientMs: number; readonly edgeMs: number; readonly nearestRegion: string }

/** @returns undefined of what is no city of the planet. */
export function legsOf(id: string): Legs | undefined {
  const city = CITIES.find((other) => other.id === id)
  if (!city) return undefined
  const [nearestRegion] = REGION_IDS.toSorted((a, b) => rttMs(id, a) - rttMs(id, b))
  if (nearestRegion === undefined) return undefined
  return { clientMs: city.clientRttMs, edgeMs: rttMs(id, nearestRegion), nearestRegion }
}

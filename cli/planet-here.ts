/** A planet on this machine, if it is one that answers at the URL: it tells where its operator's token lies, and its cities. */
import type { PlanetStatus } from '../planet/status.ts'
import { fetchNear } from './fetch-near.ts'

export type PlanetHere = Pick<PlanetStatus, 'stateDir' | 'cities'>

export async function planetAt(url: string): Promise<PlanetHere | undefined> {
  if (!isThisMachine(url)) return undefined
  try {
    const response = await fetchNear(new URL('/_planet/status', url), {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const json: unknown = await response.json()
    return isPlanet(json) ? json : undefined
  } catch {
    return undefined
  }
}

/** @returns whether the URL leads no further than this machine. */
export function isThisMachine(url: string): boolean {
  const { hostname } = new URL(url)
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}

/** It asks all its databases before it answers. */
const TIMEOUT_MS = 10_000

function isPlanet(json: unknown): json is PlanetHere {
  if (typeof json !== 'object' || json === null || !('stateDir' in json) || !('cities' in json)) return false
  const { stateDir, cities } = json
  return typeof stateDir === 'string' && Array.isArray(cities) && cities.every(isCity)
}

function isCity(city: unknown): boolean {
  return typeof city === 'object' && city !== null && 'id' in city && /^[a-z]{3}$/.test(String(city.id))
}

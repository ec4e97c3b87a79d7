/** What is known of the places of a result: names, positions and, on a planet, how long the way is. Pure. */
import { CITIES, REGION_IDS, rttMs } from '../../planet/cities.ts'
import { BUDGET_CITY } from '../cities/budget-city.ts'
import type { KindId, Variant } from '../cities/kinds.ts'
import type { KeptResult } from './kept-result.ts'

export type Position = { readonly longitude: number; readonly latitude: number }

/** Where a planet's primary and its single region stand. */
export const [HOME = ''] = REGION_IDS

/** @returns the id itself of a place that is not on the planet; a deployment is measured from `here`. */
export function nameOf(id: string): string {
  if (id === 'here') return 'the measuring machine'
  return CITIES.find((city) => city.id === id)?.name ?? id
}

/** @returns undefined of a place that is not on the planet. */
export function positionOf(id: string): Position | undefined {
  const city = CITIES.find((other) => other.id === id)
  return city && { longitude: city.longitude, latitude: city.latitude }
}

/** The city that a report speaks of: the one of the budgets, the first of the run where that was left out. */
export function headlineCity({ rows }: Pick<KeptResult, 'rows'>): string {
  return rows.some(({ city }) => city === BUDGET_CITY) ? BUDGET_CITY : (rows[0]?.city ?? '')
}

/**
 * What the planet's links take for one request: client to edge, edge to region, and for a write the one way on to the
 * primary; for the single region, client to there. The rest of a time is software.
 * @param region the one that answered; undefined for a static file.
 * @returns milliseconds, or undefined where a place is not on the planet.
 */
export function wayMs(
  city: string,
  kind: KindId,
  variant: Variant,
  region: string | undefined,
): number | undefined {
  const client = CITIES.find(({ id }) => id === city)
  if (!client) return undefined
  if (variant === 'baseline') return client.clientRttMs + rttMs(city, HOME)
  if (kind === 'static') return client.clientRttMs
  if (region === undefined || !positionOf(region)) return undefined
  const onward = kind !== 'read' && region !== HOME ? rttMs(region, HOME) : 0
  return client.clientRttMs + rttMs(city, region) + onward
}

/**
 * What a round trip between a client and its nearest data centre takes: the line itself, and the way from where the
 * client lives. It changes no decision, as it is the same whichever region answers. Pure.
 */
import { priorMs } from '../../worker/routing/distance.ts'
import type { WorldCity } from './cities.ts'

/** @returns the median in milliseconds. */
export function lastMileMs({ continent, awayKm }: WorldCity): number {
  return (ACCESS_MS[continent] ?? 20) + priorMs(HERE, { latitude: awayKm / KM_PER_DEGREE, longitude: 0 })
}

/** @param chance of the normal distribution. @returns one client's round trip where the median is given. */
export function oneLastMileMs(medianMs: number, chance: number): number {
  return medianMs * Math.exp(SPREAD * chance)
}

/**
 * Assumed, not measured: about 10 ms on a fixed line (planet/cities.ts has the source) and a multiple on a mobile one,
 * mixed as each continent's people are online.
 */
const ACCESS_MS: Readonly<Record<string, number>> = { EU: 12, NA: 14, OC: 14, SA: 18, AS: 18, AF: 30 }
/** The deviation of the logarithm, assumed: of twenty clients the slowest has twice the median. */
const SPREAD = 0.42

/** A kilometre is as long everywhere: the equator will do. */
const HERE = { latitude: 0, longitude: 0 }
const KM_PER_DEGREE = 111.2

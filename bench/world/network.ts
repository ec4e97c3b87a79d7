/**
 * What a round trip between two places takes. Light in fibre along the great circle, times a stretch: cables go round
 * continents, and how far round is measured only between the nine cities of planet/round-trips.ts. Between two other
 * places the stretches of the measured pairs count, each by how near its ends are to them; far from all of them it is
 * the median of all. So a measured pair has what was measured, a place near Frankfurt gets to Mumbai as Frankfurt does,
 * and both directions are the same. Pure.
 *
 * It is a backbone's network: what a data centre reaches over the open internet, or across China's border, may be slower.
 */
import { CITIES, rttMs } from '../../planet/cities.ts'
import { METRO_ROUND_TRIP_MS } from '../../planet/round-trips.ts'
import { distanceKm, floorMs, type Position } from '../../worker/routing/distance.ts'
import { median } from '../stats.ts'

/** @returns the median round trip in milliseconds. */
export function roundTripMs(a: Position, b: Position): number {
  return EQUIPMENT_MS + floorMs(a, b) * stretch(nearnessOf(a), nearnessOf(b))
}

/** @param chance of the normal distribution. @returns one round trip whose median is given. */
export function oneRoundTripMs(medianMs: number, chance: number): number {
  return medianMs * Math.exp(JITTER * chance)
}

/**
 * The table's figures are 95th percentiles. Of two of its pairs it names medians, too: 198 of 214 ms and 94 of 97.
 * Their geometric mean stands for all.
 */
const MEDIAN_OF_P95 = Math.sqrt((198 / 214) * (94 / 97))
/** The deviation of the logarithm, by the same two pairs: 95 % of a normal distribution are below 1.645 deviations. */
const JITTER = -Math.log(MEDIAN_OF_P95) / 1.645
/** Within one metropolis, and at the ends of every way. */
const EQUIPMENT_MS = METRO_ROUND_TRIP_MS * MEDIAN_OF_P95
/** How far a measured city speaks for its surroundings: half a continent. */
const REACH_KM = 1500
/** What all pairs together weigh against one that is as near as can be. */
const WEIGHT_OF_ALL = 0.05

const PAIRS = CITIES.flatMap((a, from) =>
  CITIES.flatMap((b, to) => {
    if (from >= to) return []
    const measuredMs = rttMs(a.id, b.id) * MEDIAN_OF_P95
    return [{ from, to, stretch: (measuredMs - EQUIPMENT_MS) / floorMs(a, b) }]
  }),
)
const USUAL_STRETCH = median(PAIRS.map((pair) => pair.stretch))

function stretch(a: readonly number[], b: readonly number[]): number {
  let weights = WEIGHT_OF_ALL
  let sum = WEIGHT_OF_ALL * USUAL_STRETCH
  for (const pair of PAIRS) {
    const there = (a[pair.from] ?? 0) * (b[pair.to] ?? 0)
    const back = (a[pair.to] ?? 0) * (b[pair.from] ?? 0)
    weights += there + back
    sum += (there + back) * pair.stretch
  }
  return sum / weights
}

/** Of a place to each measured city: 1 at it, less and less with the distance. Kept: a world asks for the same places often. */
function nearnessOf(place: Position): readonly number[] {
  const key = `${place.latitude} ${place.longitude}`
  const known = NEARNESS.get(key)
  if (known) return known
  const found = CITIES.map((city) => Math.exp(-((distanceKm(place, city) / REACH_KM) ** 2) / 2))
  NEARNESS.set(key, found)
  return found
}

const NEARNESS = new Map<string, readonly number[]>()

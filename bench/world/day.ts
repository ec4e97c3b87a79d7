/** How many of its requests a city sends in each hour of the day. Pure. */
import type { WorldCity } from './cities.ts'

export type Load = 'day' | 'flat'

export const HOURS = 24

/** @param hour of the day in UTC, a whole number. @returns the factor over the day's mean. */
export function hourFactor({ longitude }: Pick<WorldCity, 'longitude'>, hour: number, load: Load): number {
  if (load === 'flat') return 1
  // By the sun, not by the law: an hour more or less makes no difference here.
  const local = hour + Math.round(longitude / 15)
  return ((CURVE[(local + HOURS) % HOURS] ?? 0) * HOURS) / TOTAL
}

/** From midnight. Assumed, in the form of an internet exchange's day: least at four, most at nine in the evening. */
const CURVE = [
  ...[75, 55, 42, 35, 32, 33, 42, 58, 75, 88, 96, 100],
  ...[105, 106, 108, 110, 114, 120, 127, 136, 142, 144, 122, 98],
]
const TOTAL = CURVE.reduce((sum, value) => sum + value, 0)

/** Samples -> ratios, and what the clock says against the count. Pure. */
import { ratioOf } from '../ratio.ts'
import type { Ratio } from '../result.ts'
import { median } from '../stats.ts'
import { type Cell, isSame, nameOf } from './cell.ts'
import type { Count, Sample } from './measure.ts'
import { TEMPERATURES, type Temperature } from './turn.ts'

/** One number of the tables. */
export type Key = Cell & { readonly rttMs: number; readonly temperature: Temperature }

/**
 * Of the flight: its round trips, by the wire and by the clock. Of every other way: how many times as long as the flight of
 * the same round it took.
 */
export function ratiosOf(counts: readonly Count[], samples: readonly Sample[]): readonly Ratio[] {
  const keys = keysOf(samples)
  const flights = keys.filter(({ way }) => way === 'flight')
  const others = keys.filter(({ way }) => way !== 'flight')
  return [
    ...counts
      .filter(({ way }) => way === 'flight')
      .flatMap((count) =>
        TEMPERATURES.map((each) =>
          ratioOf(`${nameOf(count)}, ${each}: round trips on the wire`, [count.trips[each]]),
        ),
      ),
    ...flights.map((key) =>
      ratioOf(
        `${keyName(key)}: round trips`,
        timesOf(samples, key).map((ms) => ms / key.rttMs),
      ),
    ),
    ...others.map((key) => {
      const ours = new Map(samplesOf(samples, { ...key, way: 'flight' }).map(({ round, ms }) => [round, ms]))
      const paired = samplesOf(samples, key).flatMap(({ round, ms }) => {
        const flight = ours.get(round)
        return flight ? [ms[key.temperature] / flight[key.temperature]] : []
      })
      return ratioOf(`${keyName(key)}: times the flight`, paired)
    }),
  ]
}

/** @returns the median in milliseconds; undefined where it was not measured. */
export function medianMs(samples: readonly Sample[], key: Key): number | undefined {
  const ms = timesOf(samples, key)
  return ms.length > 0 ? median(ms) : undefined
}

export function tripsOf(counts: readonly Count[], key: Omit<Key, 'rttMs'>): number | undefined {
  return counts.find((count) => isSame(count, key))?.trips[key.temperature]
}

export type Agreement = {
  readonly rttMs: number
  readonly commits: number
  /** What the clock says beyond the counted round trips: the least and the most of all medians, in milliseconds. */
  readonly beyondMs: readonly [number, number]
  /** Those by whose clock it would be another number of round trips. */
  readonly unlike: readonly string[]
}

/** Two ways to count the same thing, compared over the longest distance, where the clock tells one more from all else. */
export function agreementOf(counts: readonly Count[], samples: readonly Sample[]): Agreement {
  const rttMs = Math.max(...samples.map((sample) => sample.rttMs))
  const found = keysOf(samples).flatMap((key) => {
    const trips = tripsOf(counts, key)
    const ms = medianMs(samples, key)
    if (key.rttMs !== rttMs || trips === undefined || ms === undefined) return []
    return [{ key, beyondMs: ms - trips * rttMs }]
  })
  const beyond = found.map(({ beyondMs }) => beyondMs)
  return {
    ...{ rttMs, commits: found.length },
    beyondMs: [Math.min(...beyond), Math.max(...beyond)],
    unlike: found.filter(({ beyondMs }) => Math.abs(beyondMs) > rttMs / 2).map(({ key }) => keyName(key)),
  }
}

/** @returns as in "flight, 5 statements, 200 ms, warm". */
function keyName(key: Key): string {
  return `${nameOf(key)}, ${key.rttMs} ms, ${key.temperature}`
}

function keysOf(samples: readonly Sample[]): readonly Key[] {
  return samples
    .filter(({ round }) => round === 0)
    .flatMap(({ way, statements, rttMs }) =>
      TEMPERATURES.map((temperature) => ({ way, statements, rttMs, temperature })),
    )
}

function timesOf(samples: readonly Sample[], key: Key): readonly number[] {
  return samplesOf(samples, key).map(({ ms }) => ms[key.temperature])
}

function samplesOf(samples: readonly Sample[], key: Omit<Key, 'temperature'>) {
  return samples.filter((each) => isSame(each, key) && each.rttMs === key.rttMs)
}

/** Trips -> by how much each distance is wrong. Pure. */
import { ratioOf } from '../ratio.ts'
import type { Ratio } from '../result.ts'
import { median, percentile } from '../stats.ts'
import type { Rounds } from '../turns.ts'

/** Metro, client leg, and ways between cities; round trips in milliseconds. */
export const DISTANCES_MS: readonly number[] = [2, 10, 58, 97, 214]

/** As in `idle direct`, `busy 10`. */
export type Contender = string

export const CONTENDERS: readonly Contender[] = (['idle', 'busy'] as const).flatMap((state) => [
  `${state} direct`,
  ...DISTANCES_MS.map((rttMs) => `${state} ${rttMs}`),
])

/** Milliseconds of a round trip beyond its distance and the median trip without a link. */
export type Row = {
  readonly rttMs: number
  readonly state: 'idle' | 'busy'
  readonly p5: number
  readonly p50: number
  readonly p95: number
}

/** @param turns the trips of each turn, in milliseconds. */
export function summarise(turns: Rounds<Contender, readonly number[]>): {
  readonly rows: readonly Row[]
  readonly ratios: readonly Ratio[]
} {
  const each = (['idle', 'busy'] as const).flatMap((state) => DISTANCES_MS.map((rttMs) => ({ state, rttMs })))
  const errorsOf = ({ state, rttMs }: (typeof each)[number]) =>
    turns.map((round) => {
      const directMs = median(round[`${state} direct`] ?? [])
      return (round[`${state} ${rttMs}`] ?? []).map((tripMs) => tripMs - directMs - rttMs)
    })
  const rows = each.map((one) => {
    const errors = errorsOf(one).flat()
    const [p5, p50, p95] = [5, 50, 95].map((percent) => percentile(errors, percent))
    return { ...one, p5: p5 ?? Number.NaN, p50: p50 ?? Number.NaN, p95: p95 ?? Number.NaN }
  })
  const ratios = each.map((one) =>
    ratioOf(
      `link of ${one.rttMs} ms, ${one.state}, round trip over what it says`,
      errorsOf(one).map((errors) => 1 + median(errors) / one.rttMs),
    ),
  )
  return { rows, ratios }
}

/** Samples -> one row for each city and kind. Pure: no I/O, no clock, no randomness. */
import { type Summary, summarise } from '../stats.ts'
import type { KindId, Variant } from './kinds.ts'

/** One request and what its answer said. */
export type Sample = {
  /** IATA code, or `here`: the place of this machine. */
  readonly city: string
  readonly kind: KindId
  readonly variant: Variant
  readonly round: number
  /** From the request's first byte out to the answer's last byte in, in milliseconds. */
  readonly ms: number
  /** The region that answered; undefined for a static file. */
  readonly region?: string
  /** Milliseconds, from the receipt. */
  readonly floorMs?: number
  /** What went wrong; such a sample counts as a failure and in no percentile. */
  readonly failure?: string
}

export type Row = {
  readonly city: string
  readonly kind: KindId
  /** Those that answered, the most frequent first. */
  readonly regions: readonly string[]
  readonly floorMs?: number
  readonly nearside: Measured
  readonly baseline?: Measured
  /** The baseline's p50 over ours. */
  readonly timesFaster?: number
  /** Our p50 over the floor; undefined where the floor is under a millisecond. */
  readonly timesFloor?: number
}

export type Measured = { readonly times?: Summary; readonly failures: readonly string[] }

/** Of a client next to its region nobody wants to know how many times 0.07 ms it waited. */
const LEAST_FLOOR_MS = 1

/** @returns rows in the order of `cities`, then of `kinds`; what has no samples has no row. */
export function summariseSamples(
  samples: readonly Sample[],
  cities: readonly string[],
  kinds: readonly KindId[],
): readonly Row[] {
  return cities.flatMap((city) =>
    kinds
      .map((kind) => samples.filter((sample) => sample.city === city && sample.kind === kind))
      .filter((own) => own.length > 0)
      .map(row),
  )
}

function row(samples: readonly Sample[]): Row {
  const ours = samples.filter(({ variant }) => variant === 'nearside')
  const theirs = samples.filter(({ variant }) => variant === 'baseline')
  const { city = '', kind = 'read' } = samples[0] ?? {}
  const nearside = measured(ours)
  const baseline = theirs.length > 0 ? measured(theirs) : undefined
  const floorMs = ours.find((sample) => sample.floorMs !== undefined)?.floorMs
  const p50 = nearside.times?.p50
  return {
    city,
    kind,
    regions: byFrequency(ours.flatMap(({ region }) => region ?? [])),
    nearside,
    ...(floorMs === undefined ? {} : { floorMs }),
    ...(baseline ? { baseline } : {}),
    ...(p50 && baseline?.times ? { timesFaster: baseline.times.p50 / p50 } : {}),
    ...(p50 && floorMs !== undefined && floorMs >= LEAST_FLOOR_MS ? { timesFloor: p50 / floorMs } : {}),
  }
}

function measured(samples: readonly Sample[]): Measured {
  const times = summarise(samples.filter(({ failure }) => failure === undefined).map(({ ms }) => ms))
  return { ...(times ? { times } : {}), failures: samples.flatMap(({ failure }) => failure ?? []) }
}

function byFrequency(values: readonly string[]): readonly string[] {
  const counts = Map.groupBy(values, (value) => value)
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length).map(([value]) => value)
}

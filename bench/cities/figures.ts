/** Samples of the cities -> named figures, those that the budgets speak of among them. Pure. */
import { REGION_IDS, rttMs } from '../../planet/cities.ts'
import type { Figure } from '../figure.ts'
import type { BareSample } from './bare-legs.ts'
import type { KindId } from './kinds.ts'
import { legsOf } from './legs.ts'
import type { CitySamples } from './measure.ts'
import type { Sample } from './summary.ts'

/**
 * @param names the cities' names by id. A city that is not on the planet has figures without distances.
 * @param yardsticks what stands beside the reads of the same rounds.
 */
export function citiesFigures(
  samples: readonly Sample[],
  names: ReadonlyMap<string, string>,
  { bare = [], plain = [] }: Partial<Pick<CitySamples, 'bare' | 'plain'>> = {},
): readonly Figure[] {
  const groups = Map.groupBy(samples, ({ city, kind }) => `${city} ${kind}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const { city, kind } = first
    const title = titleOf(kind, names.get(city) ?? city)
    const ours = group.filter(({ variant }) => variant === 'nearside')
    const theirs = group.filter(({ variant }) => variant === 'baseline')
    return [
      ...distances(title, city, kind, good(ours)),
      ...(kind === 'read' ? beyondBare(title, city, good(ours), bare) : []),
      ...(kind === 'read' ? beyondPlain(title, city, good(ours), plain) : []),
      ...(theirs.length > 0
        ? [{ name: `${title}: times faster than one region`, samples: timesFaster(good(ours), good(theirs)) }]
        : []),
    ]
  })
}

/** Both of a ratio are of one round, one right after the other. */
function timesFaster(ours: readonly Sample[], theirs: readonly Sample[]): readonly number[] {
  const baseline = new Map(theirs.map(({ round, ms }) => [round, ms]))
  return ours.flatMap(({ round, ms }) => {
    const other = baseline.get(round)
    return other === undefined ? [] : [other / ms]
  })
}

/** Legs are those to the nearest region, whichever one answered: a way round is not taken out. */
function distances(title: string, id: string, kind: KindId, samples: readonly Sample[]): readonly Figure[] {
  const [home = ''] = REGION_IDS
  const way = legsOf(id)
  if (!way) return []
  const near = way.nearestRegion
  const floors = samples.flatMap(({ ms, floorMs = 0 }) => (floorMs >= LEAST_FLOOR_MS ? [ms / floorMs] : []))
  const legs = way.clientMs + (kind === 'static' ? 0 : way.edgeMs)
  const figure = (what: string, of: (ms: number) => number): Figure => ({
    name: `${title}: ${what}`,
    samples: samples.map(({ ms }) => of(ms)),
  })
  const isFar = near !== home
  return [
    ...(floors.length > 0 ? [{ name: `${title}: times the floor`, samples: floors }] : []),
    ...(kind === 'static' || kind === 'read' || !isFar
      ? [figure('ms beyond its legs', (ms) => ms - legs)]
      : kind === 'cancel'
        ? [figure('WAN round trips, legs included', (ms) => ms / rttMs(id, home))]
        : [figure('WAN round trips', (ms) => (ms - legs) / rttMs(near, home))]),
  ]
}

/**
 * What two exchanges of bare HTTP take over the same legs, and what a read takes beyond them: the first is the machine's
 * and the links', the second the edge's and the region's. Both of a difference are of one round.
 */
function beyondBare(
  title: string,
  city: string,
  reads: readonly Sample[],
  bare: readonly BareSample[],
): readonly Figure[] {
  const way = legsOf(city)
  const own = new Map(
    bare.filter((sample) => sample.city === city).map((sample) => [sample.round, sample] as const),
  )
  if (!way || own.size === 0) return []
  const both = reads.flatMap(({ round, ms }) => {
    const sample = own.get(round)
    return sample ? [{ ms, bareMs: sample.clientMs + sample.edgeMs }] : []
  })
  return [
    {
      name: `${title}: ms that bare HTTP takes beyond its legs`,
      samples: both.map(({ bareMs }) => bareMs - way.clientMs - way.edgeMs),
    },
    {
      name: `${title}: ms beyond bare HTTP over its legs`,
      samples: both.map(({ ms, bareMs }) => ms - bareMs),
    },
  ]
}

/** The same of a read that went without Nearside: the second figure is what Nearside adds. */
function beyondPlain(
  title: string,
  city: string,
  reads: readonly Sample[],
  plain: CitySamples['plain'],
): readonly Figure[] {
  const way = legsOf(city)
  const own = new Map(plain.flatMap((sample) => (sample.city === city ? [[sample.round, sample.ms]] : [])))
  if (!way || own.size === 0) return []
  const both = reads.flatMap(({ round, ms }) => {
    const plainMs = own.get(round)
    return plainMs === undefined ? [] : [{ ms, plainMs }]
  })
  return [
    {
      name: `${title}: ms that a pass-through Worker and bare Hono take beyond its legs`,
      samples: both.map(({ plainMs }) => plainMs - way.clientMs - way.edgeMs),
    },
    {
      name: `${title}: ms beyond a pass-through Worker and bare Hono`,
      samples: both.map(({ ms, plainMs }) => ms - plainMs),
    },
  ]
}

/** Of a client next to its region nobody wants to know how many times 0.07 ms it waited. */
const LEAST_FLOOR_MS = 1

function titleOf(kind: KindId, city: string): string {
  switch (kind) {
    case 'static':
      return `static file from ${city}`
    case 'read':
      return `read from ${city}`
    case 'note':
      return `write from ${city}, 1 statement`
    case 'order':
      return `write from ${city}, 2 statements`
    case 'cancel':
      return `write from ${city}, interactive`
  }
}

function good(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(({ failure }) => failure === undefined)
}

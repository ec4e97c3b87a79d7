/** Samples of the cities -> named figures, those that the budgets speak of among them. Pure. */
import { REGION_IDS, rttMs } from '../../planet/cities.ts'
import type { Figure } from '../figure.ts'
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
  const exchanges = bare.map(({ city, round, clientMs, edgeMs }) => ({ city, round, ms: clientMs + edgeMs }))
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
      ...(kind === 'read' ? beyond(title, city, good(ours), exchanges, BARE) : []),
      ...(kind === 'read' ? beyond(title, city, good(ours), plain, PLAIN) : []),
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
 * What something else takes over the same legs, and what a read takes beyond it: of two exchanges of bare HTTP the first is the
 * machine's and the links', the second the edge's and the region's; of a read that went without Nearside the second is what
 * Nearside adds. Both of a difference are of one round.
 */
function beyond(
  title: string,
  city: string,
  reads: readonly Sample[],
  others: readonly { readonly city: string; readonly round: number; readonly ms: number }[],
  { takes, than }: { readonly takes: string; readonly than: string },
): readonly Figure[] {
  const legs = legsOf(city)
  const own = new Map(others.flatMap((other) => (other.city === city ? [[other.round, other.ms]] : [])))
  if (!legs || own.size === 0) return []
  const both = reads.flatMap(({ round, ms }) => {
    const otherMs = own.get(round)
    return otherMs === undefined ? [] : [{ ms, otherMs }]
  })
  return [
    {
      name: `${title}: ms that ${takes} beyond its legs`,
      samples: both.map(({ otherMs }) => otherMs - legs.clientMs - legs.edgeMs),
    },
    { name: `${title}: ms beyond ${than}`, samples: both.map(({ ms, otherMs }) => ms - otherMs) },
  ]
}

const BARE = { takes: 'bare HTTP takes', than: 'bare HTTP over its legs' }
const PLAIN = {
  takes: 'a pass-through Worker and bare Hono take',
  than: 'a pass-through Worker and bare Hono',
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

/** A result -> one panel for each city: what its requests took, request by request. Pure. */
import { KINDS, type KindId, type Variant } from '../../cities/kinds.ts'
import type { KeptResult, KeptTimes } from '../kept-result.ts'
import { nameOf, wayMs } from '../places.ts'

export type Lane = {
  readonly variant: Variant
  readonly times?: KeptTimes
  /** Single requests in milliseconds, from fast to slow: all of them, or evenly many. */
  readonly dotsMs: readonly number[]
  /** Light in fibre, there and back; of the single region it is not told. */
  readonly floorMs?: number
  /** What the planet's links take. */
  readonly wayMs?: number
}

export type Group = {
  readonly kind: KindId
  readonly label: string
  readonly regions: readonly string[]
  readonly lanes: readonly Lane[]
}

export type Panel = { readonly city: string; readonly name: string; readonly groups: readonly Group[] }

/** The kinds that are drawn. The table has all. */
const DRAWN: Readonly<Partial<Record<KindId, string>>> = {
  static: 'Static file',
  read: 'Read one product',
  order: 'Place an order',
}

/** More dots than these are a blot. */
const MOST_DOTS = 120

export function panelsOf(result: KeptResult): readonly Panel[] {
  const cities = [...new Set(result.rows.map(({ city }) => city))]
  return cities.map((city) => ({ city, name: nameOf(city), groups: groupsOf(result, city) }))
}

/** @returns the end of one scale for all panels, in milliseconds: what only few requests are beyond. */
export function longestMs(panels: readonly Panel[]): number {
  const lanes = panels.flatMap(({ groups }) => groups.flatMap((group) => group.lanes))
  return Math.max(1, ...lanes.flatMap(({ times, wayMs: way = 0 }) => [times?.p95 ?? 0, way]))
}

function groupsOf(result: KeptResult, city: string): readonly Group[] {
  return KINDS.flatMap(({ id }) => {
    const label = DRAWN[id]
    const row = result.rows.find((other) => other.city === city && other.kind === id)
    if (label === undefined || !row) return []
    const variants: readonly Variant[] = row.baseline ? ['nearside', 'baseline'] : ['nearside']
    const lanes = variants.map((variant): Lane => {
      const { times } = (variant === 'nearside' ? row.nearside : row.baseline) ?? {}
      const way = result.target.kind === 'planet' ? wayMs(city, id, variant, row.regions[0]) : undefined
      const floorMs = variant === 'nearside' ? row.floorMs : undefined
      return {
        variant,
        dotsMs: thinned(timesOf(result, city, id, variant)),
        ...(times ? { times } : {}),
        ...(floorMs === undefined ? {} : { floorMs }),
        ...(way === undefined ? {} : { wayMs: way }),
      }
    })
    return [{ kind: id, label, regions: row.regions, lanes }]
  })
}

function timesOf({ samples }: KeptResult, city: string, kind: KindId, variant: Variant): readonly number[] {
  return samples
    .filter((sample) => sample.city === city && sample.kind === kind && sample.variant === variant)
    .filter(({ failure }) => failure === undefined)
    .map(({ ms }) => ms)
    .toSorted((a, b) => a - b)
}

/** Evenly by rank, the fastest and the slowest among them. */
function thinned(sorted: readonly number[]): readonly number[] {
  if (sorted.length <= MOST_DOTS) return sorted
  return Array.from(
    { length: MOST_DOTS },
    (_, index) => sorted[Math.round((index * (sorted.length - 1)) / (MOST_DOTS - 1))] ?? 0,
  )
}

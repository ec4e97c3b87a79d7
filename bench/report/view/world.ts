/** A result -> two maps: reads from each city with one region alone, and with Nearside. Pure. */
import type { KeptResult } from '../kept-result.ts'
import { HOME, nameOf, type Position, positionOf } from '../places.ts'

export type Spot = Position & {
  readonly id: string
  readonly name: string
  /** The median of its reads; undefined where none was answered. */
  readonly ms: number | undefined
  /** Where its reads are answered. */
  readonly answeredIn: Position | undefined
}

export type WorldMap = {
  readonly title: string
  readonly spots: readonly Spot[]
  readonly regions: readonly (Position & { readonly id: string; readonly isPrimary: boolean })[]
}

export type World =
  | { readonly drawn: true; readonly maps: readonly WorldMap[] }
  | { readonly drawn: false; readonly why: string }

export function worldOf({ rows, target }: KeptResult): World {
  const reads = rows.filter(({ kind, city }) => kind === 'read' && positionOf(city))
  if (target.kind !== 'planet' || reads.length === 0) {
    return {
      drawn: false,
      why: 'A deployment is measured from one machine, whose place is not known. There is no map to draw.',
    }
  }
  const spot = (id: string, ms: number | undefined, region: string | undefined): readonly Spot[] => {
    const position = positionOf(id)
    const answeredIn = region === undefined ? undefined : positionOf(region)
    return position ? [{ id, name: nameOf(id), ...position, ms, answeredIn }] : []
  }
  const nearside: WorldMap = {
    title: 'With Nearside',
    spots: reads.flatMap(({ city, nearside: { times }, regions }) => spot(city, times?.p50, regions[0])),
    regions: regionsOf([HOME, ...reads.flatMap(({ regions }) => regions)]),
  }
  const compared = reads.filter(({ baseline }) => baseline)
  if (compared.length === 0) return { drawn: true, maps: [nearside] }
  const alone: WorldMap = {
    title: `One region, in ${nameOf(HOME)}`,
    spots: compared.flatMap(({ city, baseline }) => spot(city, baseline?.times?.p50, HOME)),
    regions: regionsOf([HOME]),
  }
  return { drawn: true, maps: [alone, nearside] }
}

function regionsOf(ids: readonly string[]): WorldMap['regions'] {
  return [...new Set(ids)].flatMap((id) => {
    const position = positionOf(id)
    return position ? [{ id, ...position, isPrimary: id === HOME }] : []
  })
}

/** The world on paper: Equal Earth, cut above the ice of the south. Pure. */
import { geoEqualEarth, geoGraticule10, geoInterpolate, geoPath } from 'd3-geo'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import land110m from 'world-atlas/land-110m.json'
import type { Place } from '../place/place.ts'

type Position = Pick<Place, 'longitude' | 'latitude'>
type Point = { readonly x: number; readonly y: number }
type Label = Point & { readonly anchor: 'start' | 'middle' | 'end' }

const WIDTH = 960
const TOP = -12
const BOTTOM = 412
const LABEL_GAP = 16
const ARC_POINTS = 48
const BEND = 55
const HIGHEST = 74

export const VIEW_BOX = `0 ${TOP} ${WIDTH} ${BOTTOM - TOP}`

/** Turned by 11° so that the cut through the Pacific meets no land but a tip of Alaska. */
const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(WIDTH, { type: 'Sphere' })
const path = geoPath(projection).digits(1)

// The typings of a JSON module are wider than what the file holds.
const topology = land110m as unknown as Topology<{ land: GeometryCollection }>

export const LAND = path(feature(topology, topology.objects.land)) ?? ''
export const GRATICULE = path(geoGraticule10()) ?? ''

/** @returns where a place is drawn, in units of {@link VIEW_BOX}. */
export function pointOf({ longitude, latitude }: Position): Point {
  const [x, y] = projection([longitude, latitude]) ?? [0, 0]
  return { x, y }
}

/** @returns the great circle between two places as an SVG path; past the polar circle it is bent down to stay on the map. */
export function arcBetween(from: Place, to: Place): string {
  const at = geoInterpolate([from.longitude, from.latitude], [to.longitude, to.latitude])
  const coordinates = Array.from({ length: ARC_POINTS + 1 }, (_, index) => {
    const [longitude, latitude] = at(index / ARC_POINTS)
    return [longitude, bentDown(latitude)]
  })
  return path({ type: 'LineString', coordinates }) ?? ''
}

/** From {@link BEND} on latitudes are pressed together, so that the pole is at {@link HIGHEST}. */
function bentDown(latitude: number): number {
  const above = Math.max(0, latitude - BEND) / (90 - BEND)
  return Math.min(latitude, BEND) + (HIGHEST - BEND) * above
}

/** @returns where the words of an arc stand: a gap above its middle, square to the way. */
export function labelPoint(from: Place, to: Place): Label {
  const middle = geoInterpolate([from.longitude, from.latitude], [to.longitude, to.latitude])(0.5)
  const { x, y } = pointOf({ longitude: middle[0], latitude: middle[1] })
  const [left, right] = [pointOf(from), pointOf(to)].toSorted((a, b) => a.x - b.x)
  const [dx, dy] = [(right?.x ?? x) - (left?.x ?? x), (right?.y ?? y) - (left?.y ?? y)]
  const length = Math.hypot(dx, dy) || 1
  const lean = dy / length
  return {
    x: x + LABEL_GAP * lean,
    y: y - (LABEL_GAP * dx) / length,
    anchor: Math.abs(lean) < 0.35 ? 'middle' : lean > 0 ? 'start' : 'end',
  }
}

/** The world on paper: Equal Earth. Pure. */
import { geoEqualEarth, geoPath } from 'd3-geo'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import land110m from 'world-atlas/land-110m.json' with { type: 'json' }
import { coordinate } from '../markup.ts'
import type { Position } from '../places.ts'
import type { Box, Point } from './labels.ts'

const WIDTH = 600
/** Turned by 11° so that the cut through the Pacific meets no land but a tip of Alaska. */
const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(WIDTH, { type: 'Sphere' })

// The typings of a JSON module are wider than what the file holds.
const topology = land110m as unknown as Topology<{ land: GeometryCollection }>

/** Coasts as an SVG path. */
export const LAND = geoPath(projection).digits(1)(feature(topology, topology.objects.land)) ?? ''

/** From Alaska to New Zealand, without the ice of the south. */
export const FRAME: Box = { x: 56, y: 4, width: 516, height: 254 }

/** @returns where a place is drawn, in units of {@link FRAME}. */
export function pointOf({ longitude, latitude }: Position): Point {
  const [x, y] = projection([longitude, latitude]) ?? [0, 0]
  return { x, y }
}

/**
 * @returns a curve from one place to another as an SVG path, bent to the north. It says who answers whom: cables go
 * other ways, and a great circle may leave the map on one side and come back on the other.
 */
export function curveBetween(from: Position, to: Position): string {
  const [a, b] = [pointOf(from), pointOf(to)]
  const bend = BEND * Math.hypot(b.x - a.x, b.y - a.y)
  const numbers = [a.x, a.y, (a.x + b.x) / 2, (a.y + b.y) / 2 - bend, b.x, b.y].map(coordinate)
  const [x1, y1, x, y, x2, y2] = numbers
  return `M${x1} ${y1}Q${x} ${y} ${x2} ${y2}`
}

/** Of a curve's length. */
const BEND = 0.22

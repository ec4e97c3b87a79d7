/** One map -> SVG: regions, cities coloured by the median of their reads, and the way to who answers. Pure. */
import { coordinate, html, type Markup } from '../markup.ts'
import { milliseconds, whole } from '../numbers.ts'
import type { Spot, WorldMap } from '../view/world.ts'
import { type Placed, placeLabels } from './labels.ts'
import { stepOf } from './latency-step.ts'
import { curveBetween, FRAME, LAND, pointOf } from './projection.ts'

/** Coasts, once for all maps of a page; each map uses them. */
export function mapShapes(): Markup {
  return html`<svg class="shapes" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<path id="land" d="${LAND}"/></defs></svg>`
}

/** @param id of its own on the page. */
export function drawMap({ title, spots, regions }: WorldMap, id: string): Markup {
  const points = spots.map(pointOf)
  const sizes = spots.map(({ name, ms }) => ({
    width: Math.max(name.length * NAME_WIDTH, valueText(ms).length * VALUE_WIDTH),
    height: LABEL_HEIGHT,
  }))
  const labels = placeLabels(points, sizes, FRAME)
  return html`<svg class="map" viewBox="${FRAME.x} ${FRAME.y} ${FRAME.width} ${FRAME.height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Map: ${title}</title>
<desc id="${id}-desc">Median of a read: ${spots.map(({ name, ms }) => `${name} ${ms === undefined ? 'no answer' : milliseconds(ms)}`).join(', ')}.</desc>
<rect class="sea" x="${FRAME.x}" y="${FRAME.y}" width="${FRAME.width}" height="${FRAME.height}" rx="6"/><use class="land" href="#land"/>
${spots.map(way)}
${regions.map((region) => {
  const { x, y } = pointOf(region)
  return html`<path class="region${region.isPrimary ? ' primary' : ''}" d="M${coordinate(x)} ${coordinate(y - REGION)}l${REGION} ${REGION}l-${REGION} ${REGION}l-${REGION} -${REGION}z"/>`
})}
${spots.map(({ ms }, index) => dot(points[index] ?? { x: 0, y: 0 }, ms))}
${spots.map((spot, index) => label(spot, labels[index] ?? { x: 0, y: 0, anchor: 'start' }))}
</svg>`
}

/** In units of the frame: what letters of the two lines take, at most. */
const NAME_WIDTH = 6.8
const VALUE_WIDTH = 9
const LABEL_HEIGHT = 29
const RADIUS = 5.5
const REGION = 11

function way({ ms, answeredIn, ...from }: Spot): Markup | undefined {
  if (!answeredIn) return undefined
  return html`<path class="way ${stepOf(ms)}" d="${curveBetween(from, answeredIn)}"/>`
}

function dot({ x, y }: { x: number; y: number }, ms: number | undefined): Markup {
  return html`<circle class="city ${stepOf(ms)}" cx="${coordinate(x)}" cy="${coordinate(y)}" r="${RADIUS}"/>`
}

function label({ name, ms }: Spot, { x, y, anchor }: Placed): Markup {
  const at = coordinate(x)
  return html`<g class="label" text-anchor="${anchor}"><text class="name" x="${at}" y="${coordinate(y + 11)}">${name}</text><text class="value" x="${at}" y="${coordinate(y + 26)}">${valueText(ms)}</text></g>`
}

function valueText(ms: number | undefined): string {
  return ms === undefined ? 'no answer' : whole(ms)
}

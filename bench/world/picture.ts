/** One world -> an SVG map: every city in the colour of the region that serves its reads. Pure: the same world gives the same bytes. */
import type { Position } from '../../worker/routing/distance.ts'
import { placeLabels } from '../report/charts/labels.ts'
import { FRAME, LAND, pointOf } from '../report/charts/projection.ts'
import { coordinate, html, type Markup, raw } from '../report/markup.ts'
import { milliseconds, percent, plural } from '../report/numbers.ts'
import { COLOURS, STYLE } from './picture-style.ts'
import type { Percentiles } from './weighted.ts'

export type Pictured = {
  /** The first one has the primary. */
  readonly regions: readonly PicturedRegion[]
  readonly cities: readonly (Position & { readonly people: number; readonly region: string })[]
  readonly reads: Percentiles
  readonly writes: Percentiles
}

export type PicturedRegion = Position & {
  readonly id: string
  readonly name: string
  /** Of all requests, from 0 to 1. */
  readonly share: number
}

const WIDTH = FRAME.width
const HEAD = 72
const COLUMNS = 3
const ENTRY = { width: WIDTH / COLUMNS, height: 25 }

export function drawWorld({ regions, cities, reads, writes }: Pictured): string {
  const rows = Math.ceil(regions.length / COLUMNS)
  const legendTop = HEAD + FRAME.height + 26
  const height = legendTop + rows * ENTRY.height + 18
  const colours = new Map(regions.map(({ id }, index) => [id, index % COLOURS]))
  const title = regions.length === 1 ? `1 region: ${regions[0]?.name ?? ''}` : `${regions.length} regions`
  const described = `${title}. ${sentenceOf('Reads', reads)} ${sentenceOf('Writes', writes)}`
  const largestFirst = cities.toSorted((a, b) => b.people - a.people)
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${2 * WIDTH}" height="${2 * height}" role="img" aria-labelledby="title desc">
<title id="title">The world with ${plural(regions.length, 'region')}</title>
<desc id="desc">${described}</desc>
<style>${raw(STYLE)}</style>
<clipPath id="frame"><rect x="${FRAME.x}" y="${FRAME.y}" width="${FRAME.width}" height="${FRAME.height}" rx="6"/></clipPath>
<rect class="page" width="${WIDTH}" height="${height}"/>
<text class="title" x="4" y="24">${title}</text>
${figures('Reads', reads, 45)}${figures('Writes', writes, 64)}
<g transform="translate(${-FRAME.x} ${HEAD - FRAME.y})" clip-path="url(#frame)">
<rect class="sea" x="${FRAME.x}" y="${FRAME.y}" width="${FRAME.width}" height="${FRAME.height}"/><path class="land" d="${LAND}"/>
${largestFirst.map((city) => dot(city, colours.get(city.region) ?? 0))}
${regions.map((region, index) => diamond(region, index))}
${codes(regions)}
</g>
${regions.map((region, index) => entry(region, index, legendTop))}
<text class="note" x="4" y="${legendTop + rows * ENTRY.height + 4}">A dot is a city, its area its people online, its colour who serves their reads.</text>
</svg>
`.toString()
}

function sentenceOf(what: string, { p50, p95, p99 }: Percentiles): string {
  return `${what}: p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, p99 ${milliseconds(p99)}.`
}

function figures(what: string, { p50, p95, p99 }: Percentiles, y: number): Markup {
  const part = (label: string, ms: number) =>
    html`<tspan class="soft" dx="9">${label} </tspan><tspan class="number">${milliseconds(ms)}</tspan>`
  return html`<text class="figures" x="4" y="${y}">${what}${part('p50', p50)}${part('p95', p95)}${part('p99', p99)}</text>`
}

/** Area for people. A city of few is still to be seen. */
function dot(city: Pictured['cities'][number], colour: number): Markup {
  const { x, y } = pointOf(city)
  const radius = Math.max(1.3, Math.sqrt(city.people / 1e6) * 0.62)
  return html`<circle class="city c${colour}" cx="${coordinate(x)}" cy="${coordinate(y)}" r="${coordinate(radius)}"/>`
}

const REGION = 8

function diamond(region: PicturedRegion, index: number): Markup {
  const { x, y } = pointOf(region)
  return html`<path class="region c${index % COLOURS}${index === 0 ? ' primary' : ''}" d="${diamondAt(x, y, REGION)}"/>`
}

function diamondAt(x: number, y: number, size: number): string {
  return `M${coordinate(x)} ${coordinate(y - size)}l${size} ${size}l-${size} ${size}l-${size} -${size}z`
}

function codes(regions: readonly PicturedRegion[]): readonly Markup[] {
  const points = regions.map(pointOf)
  const labels = placeLabels(
    points,
    regions.map(() => ({ width: 31, height: 15 })),
    FRAME,
  )
  return regions.map(({ id }, index) => {
    const { x, y, anchor } = labels[index] ?? { x: 0, y: 0, anchor: 'start' }
    return html`<text class="code" x="${coordinate(x)}" y="${coordinate(y + 12)}" text-anchor="${anchor}">${id.toUpperCase()}</text>`
  })
}

function entry({ name, share }: PicturedRegion, index: number, top: number): Markup {
  const x = 4 + (index % COLUMNS) * ENTRY.width
  const y = top + Math.floor(index / COLUMNS) * ENTRY.height
  return html`<path class="region c${index % COLOURS}${index === 0 ? ' primary' : ''}" d="${diamondAt(x + 6, y - 5, 6)}"/><text class="entry" x="${coordinate(x + 18)}" y="${y}">${name} <tspan class="soft">${percent(share)}</tspan></text>`
}

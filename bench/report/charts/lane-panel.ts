/** One city -> SVG: a strip of single requests for each kind and variant, all panels on one scale. Pure. */
import { coordinate, html, type Markup } from '../markup.ts'
import { milliseconds, whole } from '../numbers.ts'
import type { Group, Lane, Panel } from '../view/lanes.ts'
import { type Scale, scaleTo } from './scale.ts'

const WIDTH = 400
const LEFT = 82
const PLOT = 196
/** Where p50, p95 and p99 end. */
const COLUMNS = [316, 357, 398] as const
const TOP = 20
const HEADING = 20
const LANE = 22
const GAP = 8
const AXIS = 26

/** @param endMs of the scale, the same for all panels. */
export function drawPanel({ city, name, groups }: Panel, endMs: number): Markup {
  const scale = scaleTo(endMs, LEFT, PLOT)
  const id = `panel-${city.replace(/\W/g, '-')}`
  let y = TOP
  const drawn = groups.map((group) => {
    const markup = drawGroup(group, scale, y)
    y += HEADING + group.lanes.length * LANE + GAP
    return markup
  })
  const bottom = y - GAP + 2
  const height = bottom + AXIS
  return html`<svg class="panel" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Latency from ${name}</title>
<desc id="${id}-desc">${groups.map(described).join(' ')}</desc>
${scale.ticksMs.map((ms) => tick(ms, scale, bottom))}
${['p50', 'p95', 'p99'].map((text, index) => html`<text class="column" x="${COLUMNS[index]}" y="12" text-anchor="end">${text}</text>`)}
${drawn}
</svg>`
}

function drawGroup({ label, regions, lanes, kind }: Group, scale: Scale, top: number): Markup {
  const by = kind === 'static' ? 'by the edge' : regions.length > 0 ? `by ${regions.join(', ')}` : ''
  const lines = scale.ticksMs.map((ms) => gridLine(ms, scale, top + HEADING, lanes.length * LANE))
  return html`<g>${lines}<text class="kind" x="0" y="${top + 14}">${label}<tspan class="by" dx="6">${by}</tspan></text>
${lanes.map((lane, index) => drawLane(lane, scale, top + HEADING + index * LANE))}</g>`
}

function drawLane({ variant, times, dotsMs, floorMs, wayMs }: Lane, scale: Scale, top: number): Markup {
  const middle = top + LANE / 2
  const zero = scale.of(0)
  const way = bar('way-bar', zero, scale.of(Math.min(wayMs ?? 0, times?.p50 ?? 0)), middle)
  const rest = bar('rest-bar', scale.of(wayMs ?? 0), scale.of(times?.p50 ?? 0), middle)
  const floor =
    floorMs !== undefined &&
    html`<path class="floor" d="M${coordinate(scale.of(floorMs))} ${middle - 10}v20"/>`
  const name = variant === 'nearside' ? 'Nearside' : 'one region'
  return html`<g class="${variant}"><text class="lane" x="${LEFT - 8}" y="${middle + 4}" text-anchor="end">${name}</text>${way}${rest}${floor}${
    times
      ? [marks(times, scale, middle), strip(dotsMs, scale, middle), values(times, middle)]
      : html`<text class="lane" x="${zero + 4}" y="${middle + 4}">no answer</text>`
  }</g>`
}

/** Nothing where it would have no width. */
function bar(tone: string, from: number, to: number, middle: number): Markup | undefined {
  if (to <= from) return undefined
  return html`<rect class="${tone}" x="${coordinate(from)}" y="${middle - 6}" width="${coordinate(to - from)}" height="12"/>`
}

/** One path of round dots, scattered up and down by their rank so that equal ones show. */
function strip(dotsMs: readonly number[], scale: Scale, middle: number): Markup {
  const dots = dotsMs.map((ms, rank) => {
    const y = middle + (((rank * GOLDEN) % 1) - 0.5) * 11
    return `M${coordinate(scale.of(ms))} ${coordinate(y)}h0`
  })
  return html`<path class="dots" d="${dots.join('')}"/>`
}

const GOLDEN = 0.618034

function marks(times: NonNullable<Lane['times']>, scale: Scale, middle: number): Markup {
  const [p50, p95, p99] = [times.p50, times.p95, times.p99].map((ms) => coordinate(scale.of(ms)))
  const beyond = times.p99 > scale.endMs
  return html`<path class="whisker" d="M${p50} ${middle}H${p99}M${p95} ${middle - 4}v8${beyond ? `M${p99} ${middle}m-4 -4l4 4l-4 4` : `M${p99} ${middle - 3}v6`}"/><path class="median" d="M${p50} ${middle - 8}v16"/>`
}

function values(times: NonNullable<Lane['times']>, middle: number): Markup {
  const [p50, p95, p99] = [times.p50, times.p95, times.p99].map((ms) => whole(ms))
  return html`<text class="p50" x="${COLUMNS[0]}" y="${middle + 4}" text-anchor="end">${p50}</text><text class="tail" x="${COLUMNS[1]}" y="${middle + 4}" text-anchor="end">${p95}</text><text class="tail" x="${COLUMNS[2]}" y="${middle + 4}" text-anchor="end">${p99}</text>`
}

function tick(ms: number, scale: Scale, bottom: number): Markup {
  const x = coordinate(scale.of(ms))
  return html`<text class="tick" x="${x}" y="${bottom + 15}" text-anchor="middle">${ms === scale.endMs ? `${whole(ms)} ms` : whole(ms)}</text>`
}

function gridLine(ms: number, scale: Scale, top: number, height: number): Markup {
  return html`<path class="${ms === 0 ? 'axis' : 'grid'}" d="M${coordinate(scale.of(ms))} ${top}v${height}"/>`
}

function described({ label, lanes }: Group): string {
  const told = lanes.map(({ variant, times }) => {
    const name = variant === 'nearside' ? 'Nearside' : 'one region'
    return times
      ? `${name} p50 ${milliseconds(times.p50)}, p95 ${milliseconds(times.p95)}, p99 ${milliseconds(times.p99)}`
      : `${name} no answer`
  })
  return `${label}: ${told.join('; ')}.`
}

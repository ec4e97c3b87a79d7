/** What each further region gains -> an SVG curve. Pure: the same steps give the same bytes. */
import { scaleTo } from '../report/charts/scale.ts'
import { coordinate, html, type Markup, raw } from '../report/markup.ts'
import { milliseconds } from '../report/numbers.ts'
import type { Grown } from './growth.ts'
import { STYLE } from './picture-style.ts'

const WIDTH = 516
const PLOT = { left: 46, top: 66, width: 372, height: 220 }
const BOTTOM = PLOT.top + PLOT.height
const HEIGHT = BOTTOM + 60

type Curve = { readonly what: 'reads' | 'writes'; readonly at: 'p50' | 'p95' }
const CURVES: readonly Curve[] = [
  { what: 'writes', at: 'p95' },
  { what: 'writes', at: 'p50' },
  { what: 'reads', at: 'p95' },
  { what: 'reads', at: 'p50' },
]

export function drawGrowth(steps: readonly Grown[]): string {
  const longestMs = Math.max(...steps.flatMap(({ reads, writes }) => [reads.p95, writes.p95]))
  const scale = scaleTo(longestMs, 0, PLOT.height)
  const y = (ms: number) => BOTTOM - scale.of(ms)
  const x = (index: number) => PLOT.left + (index / Math.max(1, steps.length - 1)) * PLOT.width
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${2 * WIDTH}" height="${2 * HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">Latency of the world by the number of regions</title>
<desc id="desc">${steps.map(described).join(' ')}</desc>
<style>${raw(STYLE)}</style>
<rect class="page" width="${WIDTH}" height="${HEIGHT}"/>
<text class="title" x="4" y="24">What each further region gains</text>
<text class="note" x="4" y="45">Milliseconds as a client sees them, the world’s median and 95th percentile</text>
${scale.ticksMs.map((ms) => html`<path class="grid" d="M${PLOT.left} ${coordinate(y(ms))}h${PLOT.width}"/><text class="tick" x="${PLOT.left - 8}" y="${coordinate(y(ms) + 4.5)}" text-anchor="end">${ms}</text>`)}
${steps.map(
  ({ added, regions }, index) =>
    html`<text class="tick" x="${coordinate(x(index))}" y="${BOTTOM + 19}" text-anchor="middle">${regions}</text><text class="tick" transform="translate(${coordinate(x(index) + 4)} ${BOTTOM + 29}) rotate(-55)" text-anchor="end">${added}</text>`,
)}
${CURVES.map((curve) => drawn(curve, steps, x, y))}
</svg>
`.toString()
}

function drawn(
  { what, at }: Curve,
  steps: readonly Grown[],
  x: (index: number) => number,
  y: (ms: number) => number,
): Markup {
  const points = steps.map((step, index) => [coordinate(x(index)), coordinate(y(step[what][at]))] as const)
  const [endX, endY] = points.at(-1) ?? [0, 0]
  const tone = `${what}${at === 'p95' ? ' far' : ''}`
  return html`<path class="curve ${tone}" d="M${points.map((point) => point.join(' ')).join('L')}"/>
${points.map(([cx, cy]) => html`<circle class="mark ${what}" cx="${cx}" cy="${cy}" r="3"/>`)}<text class="${what}" x="${endX + 10}" y="${endY + 5}">${what} ${at}</text>`
}

function described({ added, regions, reads, writes }: Grown): string {
  return `${regions}, with ${added}: reads ${milliseconds(reads.p50)} and ${milliseconds(reads.p95)}, writes ${milliseconds(writes.p50)} and ${milliseconds(writes.p95)}.`
}

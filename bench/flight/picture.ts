/** What a commit costs by its number of statements, a line for each way -> an SVG. Pure: the same samples give the same bytes. */
import { type Scale, scaleTo } from '../report/charts/scale.ts'
import { coordinate, html, type Markup, raw } from '../report/markup.ts'
import { exact } from '../report/numbers.ts'
import type { Sample } from './measure.ts'
import { STYLE } from './picture-style.ts'
import { medianMs } from './summary.ts'
import { TEMPERATURES, type Temperature } from './turn.ts'
import { WAYS } from './way.ts'

export type PictureOptions = {
  /** Of the distance that is drawn. */
  readonly rttMs: number
  readonly statements: readonly number[]
}

const PLOT = { left: 40, top: 116, width: 220, height: 300 }
const PANEL_WIDTH = PLOT.left + PLOT.width + 70
const WIDTH = TEMPERATURES.length * PANEL_WIDTH
const BOTTOM = PLOT.top + PLOT.height
const HEIGHT = BOTTOM + 120
const LABEL_HEIGHT = 15
const WAYS_A_ROW = 4

const TITLES: Readonly<Record<Temperature, string>> = {
  warm: 'Known statements',
  'cold statements': 'New statements',
  'cold connection': 'New connection',
}

export function drawTrips(samples: readonly Sample[], { rttMs, statements }: PictureOptions): string {
  const lines = TEMPERATURES.map((temperature) => linesOf(samples, temperature, { rttMs, statements }))
  const most = Math.max(1, ...lines.flat().flatMap(({ trips }) => trips))
  const scale = scaleTo(most, 0, PLOT.height)
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">Round trips of a commit by its number of statements</title>
<desc id="desc">${TEMPERATURES.map((each, index) => described(TITLES[each], lines[index] ?? []))}</desc>
<style>${raw(STYLE)}</style>
<rect class="page" width="${WIDTH}" height="${HEIGHT}"/>
<text class="title" x="16" y="32">What a commit waits for</text>
<text class="note" x="16" y="54">Round trips to a primary ${rttMs} ms away, by the clock, for 1 to ${statements.at(-1) ?? 1} statements; medians</text>
${TEMPERATURES.map((each, index) => panel(TITLES[each], lines[index] ?? [], scale, statements, index * PANEL_WIDTH))}
${WAYS.map(
  (way, index) =>
    html`<g transform="translate(${16 + (index % WAYS_A_ROW) * 240} ${BOTTOM + 74 + Math.floor(index / WAYS_A_ROW) * 24})"><path class="line w${index}" d="M0 -4.5h22"/><text x="30">${way}</text></g>`,
)}
</svg>
`.toString()
}

type Line = { readonly way: number; readonly trips: readonly number[] }

/** Ours last: it is drawn over the others. */
function linesOf(samples: readonly Sample[], temperature: Temperature, o: PictureOptions): readonly Line[] {
  return WAYS.map((way, index) => ({
    way: index,
    trips: o.statements.flatMap((statements) => {
      const ms = medianMs(samples, { way, statements, rttMs: o.rttMs, temperature })
      return ms === undefined ? [] : [ms / o.rttMs]
    }),
  }))
    .filter(({ trips }) => trips.length === o.statements.length)
    .toReversed()
}

function panel(
  title: string,
  lines: readonly Line[],
  scale: Scale,
  statements: readonly number[],
  left: number,
): Markup {
  const first = statements[0] ?? 1
  const span = Math.max(1, (statements.at(-1) ?? 1) - first)
  const x = (count: number) => coordinate(PLOT.left + ((count - first) / span) * PLOT.width)
  const y = (trips: number) => coordinate(BOTTOM - scale.of(trips))
  const ends = apart(lines.map(({ trips }) => y(trips.at(-1) ?? 0)))
  return html`<g transform="translate(${left} 0)">
<text class="panel" x="16" y="94">${title}</text>
${scale.ticksMs.map((trips) => html`<path class="grid" d="M${PLOT.left} ${y(trips)}h${PLOT.width}"/><text class="tick" x="${PLOT.left - 8}" y="${y(trips) + 4.5}" text-anchor="end">${trips}</text>`)}
${statements.map((count) => html`<text class="tick" x="${x(count)}" y="${BOTTOM + 22}" text-anchor="middle">${count}</text>`)}
<text class="tick" x="${PLOT.left + PLOT.width / 2}" y="${BOTTOM + 42}" text-anchor="middle">statements</text>
${lines.map(
  ({ way, trips }, index) =>
    html`<path class="line w${way}" d="M${trips.map((each, at) => `${x(statements[at] ?? first)} ${y(each)}`).join('L')}"/>
<text class="end w${way}" x="${PLOT.left + PLOT.width + 10}" y="${coordinate((ends[index] ?? 0) + 4.5)}">${exact(trips.at(-1))}</text>
`,
)}</g>`
}

/** @returns the heights in their order, moved up so far that labels there can be read. */
export function apart(heights: readonly number[]): readonly number[] {
  const moved = [...heights]
  let lowest = Number.POSITIVE_INFINITY
  for (const [index, height] of [...heights.entries()].sort(([, a], [, b]) => b - a)) {
    lowest = Math.min(height, lowest - LABEL_HEIGHT)
    moved[index] = lowest
  }
  return moved
}

function described(title: string, lines: readonly Line[]): string {
  const said = lines.map(({ way, trips }) => `${WAYS[way]} ${trips.map(exact).join(', ')}`)
  return `${title}: ${said.toReversed().join('; ')}. `
}

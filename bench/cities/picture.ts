/** Rows -> one SVG picture, light or dark as its reader is. Pure: the same rows give the same bytes. */
import type { KindId } from './kinds.ts'
import { bar, group, label, line, type Tone, tag } from './shapes.ts'
import type { Row } from './summary.ts'

export type PictureOptions = {
  /** The cities' names by id. */
  readonly names: ReadonlyMap<string, string>
  /** Under the title: when, where and how often. */
  readonly subtitle: string
}

const WIDTH = 960
const LEFT = 190
const RIGHT = 130
const PLOT = WIDTH - LEFT - RIGHT
const TOP = 124
const ROW = 40
const PANEL_GAP = 76
const PANELS: readonly { readonly kind: KindId; readonly title: string }[] = [
  { kind: 'read', title: 'Read one product' },
  { kind: 'order', title: 'Place an order' },
]

/** @returns the picture: a panel each for reads and writes, a line for each city. */
export function drawRows(rows: readonly Row[], { names, subtitle }: PictureOptions): string {
  const panels = PANELS.map(({ kind, title }) => ({
    title,
    rows: rows.filter((row) => row.kind === kind),
  })).filter((panel) => panel.rows.length > 0)
  const scale = scaleFor(panels.flatMap((panel) => panel.rows))
  let y = TOP
  const drawn = panels.map((panel) => {
    const body = drawPanel(panel.title, panel.rows, scale, names, y)
    y += panel.rows.length * ROW + PANEL_GAP
    return body
  })
  const hasBaseline = rows.some(({ baseline }) => baseline)
  const height = y - PANEL_GAP + 56
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">`,
    tag('title', { id: 'title' }, 'Nearside: latency by city'),
    tag('style', {}, STYLE, { raw: true }),
    `<rect class="page" width="${WIDTH}" height="${height}"/>`,
    label({ x: 32, y: 44, text: 'Latency by city', tone: 'title' }),
    label({ x: 32, y: 68, text: subtitle, tone: 'muted' }),
    legend(hasBaseline),
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

type Scale = { readonly of: (ms: number) => number; readonly ticks: readonly number[] }

/** From zero to the next tick over the longest bar or whisker. */
function scaleFor(rows: readonly Row[]): Scale {
  const longest = Math.max(
    1,
    ...rows.flatMap(({ nearside, baseline, floorMs = 0 }) => [
      nearside.times?.p95 ?? 0,
      baseline?.times?.p50 ?? 0,
      floorMs,
    ]),
  )
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].find((size) => longest / size <= 7) ?? 5000
  const end = Math.ceil(longest / step) * step
  const ticks = Array.from({ length: end / step + 1 }, (_, index) => index * step)
  return { of: (ms) => LEFT + (ms / end) * PLOT, ticks }
}

function drawPanel(
  title: string,
  rows: readonly Row[],
  scale: Scale,
  names: ReadonlyMap<string, string>,
  top: number,
): string {
  const bottom = top + rows.length * ROW
  const grid = scale.ticks.map((ms) => {
    const x = scale.of(ms)
    return [
      line({ x1: x, y1: top, x2: x, y2: bottom, tone: ms === 0 ? 'axis' : 'grid' }),
      label({ x, y: bottom + 18, text: ms === 0 ? '0 ms' : `${ms}`, tone: 'tick', anchor: 'middle' }),
    ].join('')
  })
  return group([
    label({ x: 32, y: top - 14, text: title, tone: 'heading' }),
    ...grid,
    ...rows.map((row, index) => drawRow(row, scale, names.get(row.city) ?? row.city, top + index * ROW)),
  ])
}

function drawRow(row: Row, scale: Scale, name: string, top: number): string {
  const { times } = row.nearside
  const baseMs = row.baseline?.times?.p50
  const zero = scale.of(0)
  const barTop = baseMs === undefined ? top + 14 : top + 9
  const middle = barTop + 6
  const times95 = times && [
    line({ x1: scale.of(times.p50), y1: middle, x2: scale.of(times.p95), y2: middle, tone: 'whisker' }),
    line({
      x1: scale.of(times.p95),
      y1: middle - 4,
      x2: scale.of(times.p95),
      y2: middle + 4,
      tone: 'whisker',
    }),
  ]
  return group([
    label({ x: LEFT - 14, y: top + 19, text: name, tone: 'name', anchor: 'end' }),
    label({ x: LEFT - 14, y: top + 33, text: servedBy(row), tone: 'tick', anchor: 'end' }),
    ...(baseMs === undefined
      ? []
      : [bar({ x: zero, y: barTop + 14, width: scale.of(baseMs) - zero, height: 8, tone: 'baseline' })]),
    ...(times
      ? [bar({ x: zero, y: barTop, width: scale.of(times.p50) - zero, height: 12, tone: 'nearside' })]
      : []),
    ...(times95 ?? []),
    ...(row.floorMs === undefined
      ? []
      : [
          line({
            x1: scale.of(row.floorMs),
            y1: top + 4,
            x2: scale.of(row.floorMs),
            y2: top + 34,
            tone: 'floor',
          }),
        ]),
    label({ x: scale.of(times?.p95 ?? 0) + 8, y: middle + 4, text: value(row), tone: 'value' }),
    ...(baseMs === undefined
      ? []
      : [label({ x: scale.of(baseMs) + 8, y: barTop + 23, text: milliseconds(baseMs), tone: 'tick' })]),
  ])
}

function servedBy(row: Row): string {
  return row.regions.length === 0 ? '' : `served by ${row.regions.join(', ')}`
}

function value({ nearside, timesFaster }: Row): string {
  if (!nearside.times) return 'no answer'
  const ms = milliseconds(nearside.times.p50)
  return timesFaster !== undefined && timesFaster >= 1.5 ? `${ms}, ${timesFaster.toFixed(1)}× faster` : ms
}

function milliseconds(ms: number): string {
  return `${ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`
}

function legend(hasBaseline: boolean): string {
  const y = 40
  const entries: readonly { readonly tone: Tone; readonly text: string; readonly width: number }[] = [
    { tone: 'nearside', text: 'Nearside, p50', width: 124 },
    { tone: 'whisker', text: 'to p95', width: 78 },
    ...(hasBaseline ? [{ tone: 'baseline' as const, text: 'single region, p50', width: 150 }] : []),
    { tone: 'floor', text: 'floor: light in fibre', width: 150 },
  ]
  let x = WIDTH - 32 - entries.reduce((sum, { width }) => sum + width, 0)
  return group(
    entries.map(({ tone, text, width }) => {
      const at = x
      x += width
      return [mark(tone, at, y), label({ x: at + 22, y, text, tone: 'muted' })].join('')
    }),
  )
}

function mark(tone: Tone, x: number, y: number): string {
  if (tone === 'floor') return line({ x1: x + 8, y1: y - 12, x2: x + 8, y2: y + 3, tone })
  if (tone === 'whisker') {
    return (
      line({ x1: x, y1: y - 4, x2: x + 14, y2: y - 4, tone }) +
      line({ x1: x + 14, y1: y - 8, x2: x + 14, y2: y, tone })
    )
  }
  return bar({ x, y: y - 10, width: 14, height: 12, tone })
}

const STYLE = `
svg { --page: #ffffff; --ink: #16202c; --muted: #5b6875; --grid: #e6eaee; --axis: #aab4be;
  --nearside: #0e7c86; --whisker: #0a4f56; --baseline: #c3ccd4; --floor: #d9480f;
  font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --page: #10161d; --ink: #e8edf2; --muted: #9aa7b4; --grid: #232c36; --axis: #4a5764;
    --nearside: #2fb5c0; --whisker: #a5e6eb; --baseline: #47535f; --floor: #ff9457; }
}
.page { fill: var(--page) } .grid { stroke: var(--grid) } .axis { stroke: var(--axis) }
.nearside { fill: var(--nearside) } .baseline { fill: var(--baseline) }
.whisker { stroke: var(--whisker); stroke-width: 1.5 } .floor { stroke: var(--floor); stroke-width: 2 }
text { fill: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums }
.title { font-size: 22px; font-weight: 650 } .heading { font-size: 15px; font-weight: 600 }
.name { font-size: 14px } .value { font-weight: 600 } .muted { fill: var(--muted) }
.tick { fill: var(--muted); font-size: 11.5px }
`

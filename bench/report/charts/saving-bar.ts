/** One pair -> SVG: two bars, the dearer one as wide as there is room. Pure. */
import { coordinate, html, type Markup } from '../markup.ts'
import { milliseconds } from '../numbers.ts'
import type { Pair } from '../view/savings.ts'

const WIDTH = 400
const BAR = 20
const GAP = 5
const HEIGHT = 2 * BAR + GAP
/** A bar that is shorter has its number beside it. */
const ROOM_FOR_LABEL = 190

/** @param id of its own on the page. */
export function drawPair(pair: Pair, id: string): Markup {
  const longestMs = Math.max(pair.with.ms, pair.without.ms, Number.MIN_VALUE)
  const described = `${pair.of}: ${pair.with.label} ${milliseconds(pair.with.ms)}, ${pair.without.label} ${milliseconds(pair.without.ms)}`
  return html`<svg class="pair" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title"><title id="${id}-title">${described}</title>
${bar('nearside', pair.with, longestMs, 0)}${bar('baseline', pair.without, longestMs, BAR + GAP)}</svg>`
}

function bar(tone: string, { label, ms }: Pair['with'], longestMs: number, y: number): Markup {
  const width = Math.max(1, (ms / longestMs) * WIDTH)
  const isInside = width >= ROOM_FOR_LABEL
  const x = coordinate(isInside ? 8 : width + 8)
  return html`<g class="${tone}"><rect class="bar" y="${y}" width="${coordinate(width)}" height="${BAR}" rx="2"/><text class="${isInside ? 'inside' : 'beside'}" x="${x}" y="${y + 14}"><tspan class="number">${milliseconds(ms)}</tspan> ${label}</text></g>`
}

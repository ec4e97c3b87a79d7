/** Calls -> a flame graph as SVG: callers above, as wide as their time. Pure: the same calls give the same bytes. */
import { coordinate, html, type Markup, raw } from '../../report/markup.ts'
import type { Call } from './call-tree.ts'
import { PLATFORM } from './place.ts'

const WIDTH = 1_200
const TOP = 84
const ROW = 19
const MARGIN = 12
/** Narrower ones are left out: nothing of them could be seen. */
const LEAST_WIDTH = 0.5
const CHARACTER_WIDTH = 6.6

export function drawFlame(root: Call, title: string): string {
  const scale = (WIDTH - 2 * MARGIN) / root.wholeUs
  const bars = barsOf(root.callees, MARGIN, 0, scale)
  const height = TOP + (1 + Math.max(0, ...bars.map(({ depth }) => depth))) * ROW + MARGIN
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">${root.callees.map((call) => described(call, root)).join(' ')}</desc>
<style>${raw(STYLE)}</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
<text class="title" x="${MARGIN}" y="28">${title}</text>
${LEGEND.map(({ tone, text }, index) => html`<rect class="${tone}" x="${MARGIN + index * 190}" y="44" width="13" height="13" rx="2"/><text class="note" x="${MARGIN + 19 + index * 190}" y="55">${text}</text>`)}
${bars.map((bar) => drawn(bar, root))}
</svg>
`.toString()
}

type Bar = { readonly call: Call; readonly x: number; readonly width: number; readonly depth: number }

function barsOf(calls: readonly Call[], x: number, depth: number, scale: number): readonly Bar[] {
  let left = x
  return calls.flatMap((call) => {
    const width = call.wholeUs * scale
    const at = left
    left += width
    if (width < LEAST_WIDTH) return []
    return [{ call, x: at, width, depth }, ...barsOf(call.callees, at, depth + 1, scale)]
  })
}

function drawn({ call, x, width, depth }: Bar, root: Call): Markup {
  const y = TOP + depth * ROW
  const fitting = Math.floor((width - 6) / CHARACTER_WIDTH)
  const label =
    call.name.length <= fitting ? call.name : fitting > 3 ? `${call.name.slice(0, fitting - 1)}…` : ''
  return html`<g><title>${described(call, root)}</title><rect class="${toneOf(call)}" x="${coordinate(x)}" y="${y}" width="${coordinate(Math.max(width - 0.5, 0.3))}" height="${ROW - 1}" rx="2"/>${label === '' ? '' : html`<text class="label" x="${coordinate(x + 4)}" y="${y + 13}">${label}</text>`}</g>
`
}

function described({ name, place, selfUs, wholeUs }: Call, root: Call): string {
  const percent = (us: number) => `${((100 * us) / root.wholeUs).toFixed(1)} %`
  return `${name}, ${place}: ${percent(wholeUs)}, ${percent(selfUs)} by itself.`
}

function toneOf({ place }: Call): string {
  return LEGEND.find(({ of }) => of.test(place))?.tone ?? 'other'
}

const LEGEND = [
  { tone: 'worker', of: /^worker\//, text: 'worker/' },
  { tone: 'protocol', of: /^protocol\//, text: 'protocol/' },
  { tone: 'platform', of: new RegExp(`^${PLATFORM}$`), text: 'workerd' },
  { tone: 'other', of: /./, text: 'Node’s modules, others' },
] as const

const STYLE = `
svg { --page: #ffffff; --ink: #10151f; --soft: #535d6e; --worker: #9ecbf2; --protocol: #f6b3a6; --platform: #dfe4eb; --other: #b9e0c9;
  font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --page: #0b0e14; --ink: #e9edf5; --soft: #98a3b5; --worker: #1f567f; --protocol: #8a3d32; --platform: #2a3445; --other: #21583c; }
}
.page { fill: var(--page) } text { fill: var(--ink) } .title { font-size: 19px; font-weight: 650 } .note { font-size: 13px; fill: var(--soft) }
.label { font-size: 11.5px } .worker { fill: var(--worker) } .protocol { fill: var(--protocol) } .platform { fill: var(--platform) } .other { fill: var(--other) }
`

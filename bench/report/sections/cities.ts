/** A panel for each city. Pure. */
import { drawPanel } from '../charts/lane-panel.ts'
import { html, type Markup } from '../markup.ts'
import { longestMs, type Panel } from '../view/lanes.ts'

export function citiesSection(panels: readonly Panel[]): Markup {
  const endMs = longestMs(panels)
  const lanes = panels.flatMap(({ groups }) => groups.flatMap((group) => group.lanes))
  const hasWay = lanes.some(({ wayMs }) => wayMs !== undefined)
  const entries: readonly (readonly [boolean, string, Markup])[] = [
    [true, 'one request', html`<g class="nearside"><path class="dots" d="M4 9h0M9 5h0M13 11h0"/></g>`],
    [
      true,
      'p50, and to p95 and p99',
      html`<g class="nearside"><path class="median" d="M2 1v14"/><path class="whisker" d="M2 8H15M10 4v8M15 5v6"/></g>`,
    ],
    [
      hasWay,
      'distance, then software',
      html`<g class="nearside"><rect class="way-bar" y="2" width="10" height="12"/><rect class="rest-bar" x="10" y="2" width="6" height="12"/></g>`,
    ],
    [
      lanes.some(({ floorMs }) => floorMs !== undefined),
      'floor: light in fibre',
      html`<path class="floor" d="M8 0v16"/>`,
    ],
  ]
  return html`<section aria-labelledby="cities"><h2 id="cities">City by city</h2>
<p>Every request, in milliseconds, on one scale. ${hasWay ? 'A bar ends at the median: its pale part is distance, the rest is the work of software.' : 'A bar ends at the median.'}</p>
<ul class="legend">${entries
    .filter(([isShown]) => isShown)
    .map(
      ([, text, shape]) =>
        html`<li><svg class="swatch panel" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${shape}</svg>${text}</li>`,
    )}</ul>
<div class="panels${panels.length < 3 && ' few'}">${panels.map(
    (panel) => html`<figure><h3>${headingOf(panel.name)}</h3>${drawPanel(panel, endMs)}</figure>`,
  )}</div></section>`
}

function headingOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Reads on a map, with one region and with Nearside. Pure. */
import { STEPS } from '../charts/latency-step.ts'
import { drawMap, mapShapes } from '../charts/world-map.ts'
import { html, type Markup } from '../markup.ts'
import type { World } from '../view/world.ts'

export function worldSection(world: World): Markup {
  return html`<section aria-labelledby="world"><h2 id="world">Reads around the world</h2>${world.drawn ? maps(world.maps) : html`<p>${world.why}</p>`}</section>`
}

function maps(all: Extract<World, { drawn: true }>['maps']): Markup {
  return html`<p>The median time of a read, in milliseconds, and a line to the region that answers it.</p>
${mapShapes()}
<div class="maps maps-${all.length}">${all.map(
    (map, index) =>
      html`<figure><figcaption>${map.title}</figcaption>${drawMap(map, `map-${index}`)}</figure>`,
  )}</div>
<ul class="legend">${STEPS.map(({ name, label }) => html`<li>${swatch(html`<circle class="city ${name}" cx="8" cy="8" r="5.5"/>`)}${label}</li>`)}
<li>${swatch(html`<path class="region" d="M8 1l7 7l-7 7l-7 -7z"/>`)}region</li>
<li>${swatch(html`<path class="region primary" d="M8 1l7 7l-7 7l-7 -7z"/>`)}region with the primary</li></ul>`
}

function swatch(shape: Markup): Markup {
  return html`<svg class="swatch map" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${shape}</svg>`
}

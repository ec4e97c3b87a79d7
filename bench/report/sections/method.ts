/** The small print: how it was measured, what it can't say, and how to make it again. Pure. */
import { html, type Markup } from '../markup.ts'
import type { View } from '../view/view.ts'

export function methodSection({ method, requests, limits, command, source }: View): Markup {
  return html`<section class="method" aria-labelledby="method"><h2 id="method">Method and limits</h2>
<dl>${method.map(({ term, detail }) => html`<div><dt>${term}</dt><dd>${detail}</dd></div>`)}
<div><dt>Requests</dt><dd>${requests.map(({ term, detail }, index) => [index > 0 && html`<br>`, html`${term}: <code>${detail}</code>`])}</dd></div>
<div><dt>Not in any run</dt><dd><ul>${limits.map((limit) => html`<li>${limit}</li>`)}</ul></dd></div>
<div><dt>Make it again</dt><dd><code>${command}</code><br>This page was made from <code>${source}</code>, which has every sample: <code>npm run bench -- report --from ${source}</code></dd></div></dl></section>`
}

/** Title, verdict, and how it was measured. Pure. */
import { html, type Markup, prose } from '../markup.ts'
import type { View } from '../view/view.ts'

export function opening({ title, verdict, lede, cautions, facts }: View): Markup {
  return html`<header>
<h1>${title}</h1>
<p class="verdict">${prose(verdict)}</p>
<p class="lede">${prose(lede.join(' '))}</p>
${cautions.length > 0 && html`<aside class="cautions" aria-label="Read with care"><strong>Read with care.</strong> ${prose(cautions.join(' '))}</aside>`}
<dl class="facts">${facts.map(({ term, detail }) => html`<div><dt>${term}</dt><dd>${detail}</dd></div>`)}</dl>
</header>`
}

/** What each design choice saves. Pure. */
import { drawPair } from '../charts/saving-bar.ts'
import { html, type Markup, prose } from '../markup.ts'
import { milliseconds, percent, whole } from '../numbers.ts'
import type { Pair, Saving, Savings } from '../view/savings.ts'

export function savingsSection({ measured, missing }: Savings): Markup {
  return html`<section aria-labelledby="savings"><h2 id="savings">What each design choice saves</h2>
${measured.length > 0 && [html`<p>The same thing done both ways in this run, by its median. Each pair has a scale of its own.</p>`, html`<div class="savings">${measured.map(saving)}</div>`]}
${missing.length > 0 && html`<h3>Not measured in this run</h3><ul class="missing">${missing.map(({ choice, why }) => html`<li><strong>${choice}.</strong> ${why}</li>`)}</ul>`}
</section>`
}

function saving({ choice, pairs, note }: Saving, index: number): Markup {
  return html`<article><h3>${choice}</h3>
${pairs.map((pair, at) => html`<div class="pair-row"><p class="saved"><span class="amount">${prose(amountOf(pair))}</span> ${pair.of}</p>${drawPair(pair, `saving-${index}-${at}`)}<p class="counts">${countsOf(pair)}</p></div>`)}
${note !== '' && html`<p class="note">${prose(note)}</p>`}</article>`
}

/** A cost is told as one. */
function amountOf({ with: ours, without: theirs }: Pair): string {
  const savedMs = theirs.ms - ours.ms
  if (savedMs >= 0) return `${milliseconds(savedMs)} saved, ${percent(savedMs / (theirs.ms || 1))}`
  return `${milliseconds(-savedMs)} more, nothing saved`
}

function countsOf({ with: ours, without: theirs }: Pair): string {
  return ours.count === theirs.count
    ? `${whole(ours.count)} of each`
    : `${whole(ours.count)} ${ours.label}, ${whole(theirs.count)} ${theirs.label}`
}

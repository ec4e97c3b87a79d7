/** The budgets, met or missed. Pure. */
import type { Verdict } from '../../budgets.ts'
import { html, type Markup } from '../markup.ts'

export function budgetsSection(budgets: readonly Verdict[], isPlanet: boolean): Markup {
  const met = budgets.filter((budget) => budget.met).length
  const body =
    budgets.length === 0
      ? html`<p>${isPlanet ? 'The run has none to judge: they speak of Mumbai.' : "Budgets are of the planet, where distances are known. A deployment isn't judged."}</p>`
      : html`<p>${met} of ${budgets.length} met. Their reasons stand in <code>bench/budgets.json</code>.</p>
${table(budgets)}`
  return html`<section aria-labelledby="budgets"><h2 id="budgets">Budgets</h2>${body}</section>`
}

function table(budgets: readonly Verdict[]): Markup {
  return html`<div class="scroll" role="region" aria-labelledby="budgets" tabindex="0"><table class="budgets">
<thead><tr><th scope="col">Verdict</th><th scope="col">What</th><th scope="col" class="num">Found</th><th scope="col">Budget</th></tr></thead>
<tbody>${budgets.map(
    ({ budget, limit, found, met }) =>
      html`<tr class="${met ? 'met' : 'missed'}"><td><span aria-hidden="true">${met ? '✓' : '✗'}</span> ${met ? 'met' : 'missed'}</td><th scope="row">${budget}</th><td class="num">${found}</td><td>${limit.replace('<=', '≤').replace('>=', '≥')}</td></tr>`,
  )}</tbody></table></div>`
}

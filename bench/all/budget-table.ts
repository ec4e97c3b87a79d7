/** Budgets beside what was found -> a table of the page. Pure. */
import type { Held } from '../check/held.ts'
import { limitText, numberText, titleOf } from '../judge.ts'
import { html, type Markup } from '../report/markup.ts'
import { spreadOf } from '../spread.ts'

export function budgetTable(budgets: readonly Held[]): Markup {
  return html`<div class="scroll" role="region" aria-labelledby="budgets" tabindex="0"><table class="budgets">
<thead><tr><th scope="col">Verdict</th><th scope="col">What</th><th scope="col" class="num">Found</th><th scope="col">Budget</th></tr></thead>
<tbody>${budgets.map(row)}</tbody></table></div>`
}

function row({ budget, state, found, why }: Held): Markup {
  const { against, bench } = budget
  return html`<tr class="${state.replace(' ', '-')}"><td><span aria-hidden="true">${MARKS[state]}</span> ${state}</td><th scope="row">${bench}: ${titleOf(budget)}</th><td class="num">${foundText(found, budget.unit) ?? why}</td><td>${limitText(budget).replace('<=', '≤').replace('>=', '≥')}; against ${against}</td></tr>`
}

const MARKS: Readonly<Record<Held['state'], string>> = { met: '✓', missed: '✗', 'not measured': '?' }

function foundText([newest]: Held['found'], unit: string | undefined): string | undefined {
  if (!newest) return undefined
  const { value, samples } = newest
  const spread =
    samples.length > 1
      ? ` (${spreadOf(newest)
          .map((each) => numberText(each))
          .join(' to ')}, n ${samples.length})`
      : ''
  return `${numberText(value, unit)}${spread}`
}

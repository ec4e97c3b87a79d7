/** One bench of a report -> its part of the page. Pure. */
import type { Held } from '../check/held.ts'
import { limitOf, numberText } from '../judge.ts'
import { html, type Markup, prose } from '../report/markup.ts'
import { percent, plural } from '../report/numbers.ts'
import type { Ratio } from '../result.ts'
import { hasHalf, spreadOf } from '../spread.ts'
import type { BenchReport } from './all-report.ts'
import type { BenchFiles, Picture } from './files.ts'
import { stripOf } from './strip.ts'

export function benchSection(
  bench: BenchReport,
  budgets: readonly Held[],
  files: BenchFiles = { pictures: [], links: [] },
): Markup {
  const { id, title, question, against, failure, ratios } = bench
  const own = budgets.filter(({ budget }) => budget.bench === id)
  const limits = new Map(own.map(({ budget }) => [budget.name, limitOf(budget)]))
  const isShown = ({ name }: Ratio) => limits.has(name) || ratios.length <= FEW
  const shown = ratios.filter(isShown)
  const rest = ratios.filter((ratio) => !isShown(ratio))
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<p>${prose(question)} Held against ${against}.</p>
${failure !== undefined && html`<p class="failure"><strong>Failed.</strong> ${failure}</p>`}
${shown.length > 0 && table(id, shown, limits)}
${files.pictures.length > 0 && html`<div class="pictures">${files.pictures.map(image)}</div>`}
${rest.length > 0 && html`<details><summary>${plural(rest.length, shown.length > 0 ? 'further ratio' : 'ratio')}</summary>${table(id, rest, limits)}</details>`}
<p class="note">${conditions(bench)}${files.links.length > 0 && html` Files beside this page: ${files.links.map((file) => html`<a href="${file}">${file}</a> `)}`}</p>
</section>`
}

/** More would push the next bench out of sight. */
const FEW = 8

function table(id: string, ratios: readonly Ratio[], limits: ReadonlyMap<string, number>): Markup {
  return html`<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0"><table class="ratios">
<thead><tr><th scope="col">Ratio</th><th scope="col" class="num">Median</th><th scope="col" class="num">Middle half</th><th scope="col" class="num">Least to most</th><th scope="col" class="num">n</th><th scope="col">Spread</th></tr></thead>
<tbody>${ratios.map((ratio) => row(ratio, limits.get(ratio.name)))}</tbody></table></div>`
}

function row(ratio: Ratio, limit: number | undefined): Markup {
  const { name, median, samples } = ratio
  const range = (from: number, to: number) => `${numberText(from)} to ${numberText(to)}`
  return html`<tr><th scope="row">${name}</th><td class="num strong">${numberText(median)}</td><td class="num">${hasHalf(ratio) ? range(...spreadOf(ratio)) : '–'}</td><td class="num">${range(Math.min(...samples), Math.max(...samples))}</td><td class="num">${samples.length}</td><td>${stripOf(ratio, limit)}</td></tr>`
}

/** In the page itself, so that it needs no other file; an image brings its own light and dark. */
function image({ title, svg }: Picture): Markup {
  const data = Buffer.from(svg).toString('base64')
  return html`<figure><img src="data:image/svg+xml;base64,${data}" alt="${title}"></figure>`
}

function conditions({ seconds, busy, othersBusy, settings }: BenchReport): string {
  const told = Object.entries(settings).flatMap(([name, value]) => {
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value) && name !== 'commit'
    const isList =
      Array.isArray(value) &&
      value.length > 0 &&
      value.length < 20 &&
      value.every((each) => typeof each !== 'object')
    return isPlain || isList ? [`${name} ${isList ? value.join(' ') : value}`] : []
  })
  return prose(
    `It took ${seconds.toFixed(0)} s. The processors were ${percent(busy)} busy with it and others, ${percent(othersBusy)} in the two seconds before.${told.length > 0 ? ` Settings: ${told.join(', ')}.` : ''}`,
  )
}

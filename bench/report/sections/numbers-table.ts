/** All numbers of a run, for each city and kind. Pure. */
import { KINDS } from '../../cities/kinds.ts'
import { html, type Markup } from '../markup.ts'
import { exact, whole } from '../numbers.ts'
import type { TableRow } from '../view/table.ts'

export function numbersSection(rows: readonly TableRow[], failures: readonly string[]): Markup {
  const cities = [...new Set(rows.map(({ city }) => city))]
  const hasBaseline = rows.some(({ baseline }) => baseline)
  const hasWay = rows.some(({ wayMs }) => wayMs !== undefined)
  return html`<section aria-labelledby="numbers"><h2 id="numbers">All numbers</h2>
<div class="scroll" role="region" aria-labelledby="numbers" tabindex="0"><table class="numbers">
<caption>Milliseconds. n: answered requests. Failed: not answered${hasBaseline && ', with and without Nearside'}. Floor: light in fibre.${hasWay && " Distance: what the planet's links take."}</caption>
<thead><tr><th rowspan="2" scope="col">Request</th><th rowspan="2" scope="col">Served by</th><th colspan="4" scope="colgroup">Nearside</th>${hasBaseline && html`<th colspan="4" scope="colgroup">Single region</th><th rowspan="2" scope="col" class="num">Times<br>faster</th>`}<th rowspan="2" scope="col" class="num">Floor</th>${hasWay && html`<th rowspan="2" scope="col" class="num">Distance</th>`}<th rowspan="2" scope="col" class="num">Failed</th></tr>
<tr>${heads()}${hasBaseline && heads()}</tr></thead>
${cities.map((city) => {
  const own = rows.filter((row) => row.city === city)
  return html`<tbody><tr class="city"><th colspan="${8 + (hasBaseline ? 5 : 0) + (hasWay ? 1 : 0)}" scope="rowgroup">${own[0]?.name}</th></tr>
${own.map((row) => line(row, hasBaseline, hasWay))}</tbody>`
})}
</table></div>
${failures.length > 0 && html`<h3>Failed requests</h3><ul class="failures">${failures.map((failure) => html`<li>${failure}</li>`)}</ul>`}
</section>`
}

function heads(): Markup {
  return html`<th scope="col" class="num n">n</th><th scope="col" class="num">p50</th><th scope="col" class="num">p95</th><th scope="col" class="num">p99</th>`
}

function line(row: TableRow, hasBaseline: boolean, hasWay: boolean): Markup {
  const { kind, regions, nearside, baseline, timesFaster, floorMs, wayMs, failed } = row
  const label = KINDS.find(({ id }) => id === kind)?.label ?? kind
  return html`<tr><th scope="row">${label}</th><td>${kind === 'static' ? 'edge' : regions.join(' ') || '–'}</td>${times(nearside)}${hasBaseline && [times(baseline), html`<td class="num">${exact(timesFaster)}</td>`]}<td class="num">${exact(floorMs)}</td>${hasWay && html`<td class="num">${exact(wayMs)}</td>`}<td class="num">${failed}</td></tr>`
}

function times(measured: TableRow['nearside']): Markup {
  return html`<td class="num n">${measured ? whole(measured.count) : '0'}</td><td class="num strong">${exact(measured?.p50)}</td><td class="num">${exact(measured?.p95)}</td><td class="num">${exact(measured?.p99)}</td>`
}

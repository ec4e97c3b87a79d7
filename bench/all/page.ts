/** A report of all benches -> one page that needs no other file. Pure: the same report gives the same bytes. */
import { createHash } from 'node:crypto'
import { shortCommit } from '../check/table.ts'
import { html, type Markup, prose, raw } from '../report/markup.ts'
import { momentOf, plural } from '../report/numbers.ts'
import { SPREAD } from '../spread.ts'
import type { AllReport } from './all-report.ts'
import { benchSection } from './bench-section.ts'
import { budgetTable } from './budget-table.ts'
import type { Files } from './files.ts'
import { cautionsOf, verdictOf } from './words.ts'

/** @param css of the page; its own policy lets in nothing but it. */
export function pageOf(report: AllReport, files: Files, css: string): string {
  const hash = createHash('sha256').update(css).digest('base64')
  const { day } = momentOf(report.ranAt)
  const verdict = verdictOf(report)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Nearside performance report, ${day}</title>
<meta name="description" content="${verdict}">
<link rel="icon" href="data:,">
<style>${raw(css)}</style>
</head>
<body>
<main>
${opening(report, `Nearside performance report, ${day}`, verdict)}
<section aria-labelledby="budgets"><h2 id="budgets">Budgets</h2>
<p>What a number must reach, and why, stands in <code>bench/budgets.json</code>. Behind a median stand its spread (${SPREAD}) and how many samples it is of.</p>
${report.budgets.length > 0 && budgetTable(report.budgets)}</section>
${report.benches.map((bench) => benchSection(bench, report.budgets, files.get(bench.id)))}
</main>
</body>
</html>
`.toString()
}

function opening(report: AllReport, title: string, verdict: string): Markup {
  const { benches, seconds, machine, commit, ranAt } = report
  const { day, time } = momentOf(ranAt)
  const cautions = cautionsOf(report)
  const facts = [
    { term: 'Measured', detail: `${day}, ${time}` },
    {
      term: 'Took',
      detail: `${plural(benches.length, 'bench', 'benches')} in ${(seconds / 60).toFixed(1)} minutes`,
    },
    {
      term: 'Machine',
      detail: `${machine.cpu}, ${plural(machine.cores, 'processor')}, ${machine.memoryGb} GB, Node.js ${machine.node}`,
    },
    { term: 'Commit', detail: commit === undefined ? 'not known' : shortCommit(commit) },
  ]
  return html`<header>
<h1>${title}</h1>
<p class="verdict">${prose(verdict)}</p>
<p class="lede">Every ratio is of two turns of one run, one right after the other. Distances are the planet's: one machine plays the world, so what they take is exact, and what software takes is this machine's.</p>
${cautions.length > 0 && html`<aside class="cautions" aria-label="Read with care"><strong>Read with care.</strong> ${prose(cautions.join(' '))}</aside>`}
<dl class="facts">${facts.map(({ term, detail }) => html`<div><dt>${term}</dt><dd>${detail}</dd></div>`)}</dl>
</header>`
}

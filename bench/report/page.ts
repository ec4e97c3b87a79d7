/** What is shown -> one page that needs no other file. Pure: the same view gives the same bytes. */
import { createHash } from 'node:crypto'
import { html, raw } from './markup.ts'
import { budgetsSection } from './sections/budgets.ts'
import { citiesSection } from './sections/cities.ts'
import { methodSection } from './sections/method.ts'
import { numbersSection } from './sections/numbers-table.ts'
import { opening } from './sections/opening.ts'
import { savingsSection } from './sections/savings.ts'
import { worldSection } from './sections/world.ts'
import type { View } from './view/view.ts'

/** @param css of the page; its own policy lets in nothing but it. */
export function pageOf(view: View, css: string): string {
  const hash = createHash('sha256').update(css).digest('base64')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${view.title}</title>
<meta name="description" content="${view.verdict}">
<link rel="icon" href="data:,">
<style>${raw(css)}</style>
</head>
<body>
<main>
${opening(view)}
${worldSection(view.world)}
${citiesSection(view.panels)}
${savingsSection(view.savings)}
${budgetsSection(view.budgets, view.isPlanet)}
${numbersSection(view.table, view.failures)}
${methodSection(view)}
</main>
</body>
</html>
`.toString()
}

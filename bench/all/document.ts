/**
 * A document with numbers in it and a report -> the document with the report's numbers. Pure. What stands between
 * `<!-- numbers: WHAT -->` and `<!-- end of numbers -->` is made anew: `conditions`, `budgets`, or the ratios of a bench with
 * a text in their names, as in `cities from Mumbai`. So no number of it is typed by hand.
 */
import { commandOf, type Held } from '../check/held.ts'
import { shortCommit } from '../check/table.ts'
import { limitText, numberText, titleOf } from '../judge.ts'
import { momentOf, plural } from '../report/numbers.ts'
import type { Ratio } from '../result.ts'
import { hasHalf, SPREAD, spreadOf } from '../spread.ts'
import type { AllReport } from './all-report.ts'
import { cautionsOf } from './words.ts'

export function documentOf(text: string, report: AllReport): string {
  return text.replace(BLOCK, (_, start: string, what: string, end: string) => {
    return `${start}\n${contentOf(what.trim(), report)}\n${end}`
  })
}

/** @returns the pictures that the document shows, each by its name in `performance/`, such as `world.3.svg`. */
export function picturesIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\(performance\/([\w.-]+\.svg)\)/g)].map(([, name = '']) => name)
}

const BLOCK = /(<!-- numbers: ([^>]+?) -->)[\s\S]*?(<!-- end of numbers -->)/g

function contentOf(what: string, report: AllReport): string {
  if (what === 'conditions') return conditions(report)
  if (what === 'budgets') return budgetTable(report.budgets)
  const [id = '', ...words] = what.split(' ')
  const bench = report.benches.find((other) => other.id === id)
  const ratios = bench?.ratios.filter(({ name }) => name.includes(words.join(' '))) ?? []
  return ratios.length > 0 ? ratioTable(ratios) : `Not in this run: \`${commandOf(id)}\` measures it.`
}

function conditions(report: AllReport): string {
  const { ranAt, seconds, benches, machine, commit } = report
  const { day } = momentOf(ranAt)
  const of = commit === undefined ? '' : `, commit ${shortCommit(commit)}`
  const took = `${plural(benches.length, 'bench', 'benches')} in ${(seconds / 60).toFixed(1)} minutes`
  const told = `Measured ${day}${of}: ${took}, on ${plural(machine.cores, 'processor')} (${machine.cpu}), Node.js ${machine.node}.`
  return [told, ...cautionsOf(report)].join(' ')
}

function budgetTable(budgets: readonly Held[]): string {
  const head = ['what', 'found', 'spread', 'budget', 'at best', 'left between', '']
  const rows = budgets.map(({ budget, state, found: [newest], why = '' }) => {
    const { bench, best, unit } = budget
    const left = newest && best !== undefined ? numberText(Math.abs(newest.value - best), unit) : '–'
    return [
      `${bench}: ${titleOf(budget)}`,
      newest ? numberText(newest.value, unit) : why,
      newest && newest.samples.length > 1 ? rangeOf(spreadOf(newest)) : '–',
      limitText(budget).replace('<=', '≤').replace('>=', '≥'),
      best === undefined ? '–' : numberText(best, unit),
      left,
      state,
    ]
  })
  return `${table(head, rows)}\n\nSpread: ${SPREAD}.`
}

function ratioTable(ratios: readonly Ratio[]): string {
  const rows = ratios.map((ratio) => [
    ratio.name,
    `**${numberText(ratio.median)}**`,
    hasHalf(ratio) ? rangeOf(spreadOf(ratio)) : '–',
    rangeOf([Math.min(...ratio.samples), Math.max(...ratio.samples)]),
    String(ratio.samples.length),
  ])
  return table(['what', 'median', 'middle half', 'least to most', 'n'], rows)
}

function rangeOf(ends: readonly [number, number]): string {
  return ends.map((each) => numberText(each)).join(' to ')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}

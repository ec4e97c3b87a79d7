/** What was measured -> the tables on the terminal. Pure. */
import Table from 'cli-table3'
import colors from 'picocolors'
import type { Ratio } from '../result.ts'
import { spreadOf } from '../spread.ts'
import { REGION_COUNTS, SCENARIOS, type Step, type Variant } from './scenarios.ts'
import { medianOf, nameOf, type Summary } from './summary.ts'
import type { Turn } from './turns.ts'

export function formatGrowth(turns: readonly Turn[], { growth, share }: Summary): string {
  const [fewest, ...more] = REGION_COUNTS
  const table = tableOf([
    ...['', 'ns', ...REGION_COUNTS.slice(1).map(() => '')],
    ...['bytes', ...REGION_COUNTS.slice(1).map(() => '')],
    ...more.map((count) => `${count} over ${fewest}`),
    `of a signature, ${fewest}`,
  ])
  table.push(
    ['regions', ...REGION_COUNTS, ...REGION_COUNTS, ...more.map(() => ''), ''].map((each) =>
      colors.dim(String(each)),
    ),
  )
  for (const { step, scenario } of ROWS) {
    const of = (regions: number): Variant => ({ step, scenario, regions })
    const ns = REGION_COUNTS.map((count) => medianOf(turns, of(count), (turn) => turn.ns))
    if (ns.every((each) => each === undefined)) continue
    const bytes = REGION_COUNTS.map((count) => medianOf(turns, of(count), (turn) => turn.bytes))
    table.push([
      `${step}: ${scenario}`,
      ...[...ns, ...bytes].map((each) => each?.toFixed(0) ?? '–'),
      ...more.map((count) =>
        bold(
          growth.find(({ name }) => name.includes(`${nameOf(of(count))} `)),
          1,
        ),
      ),
      bold(
        share.find(({ name }) => name.startsWith(`${nameOf(of(fewest))} `)),
        2,
      ),
    ])
  }
  return table.toString()
}

/** Below 1: less than the other commit. */
export function formatChange({ change }: Summary): string {
  const table = tableOf([
    'over the other commit',
    ...REGION_COUNTS.map((count) => `time, ${count}`),
    ...REGION_COUNTS.map((count) => `bytes, ${count}`),
  ])
  for (const { step, scenario } of [...ROWS, { step: 'sign' as const, scenario: 'read' }]) {
    const cells = ['time', 'bytes'].flatMap((what) =>
      REGION_COUNTS.map((regions) => {
        const name = `${what} ${nameOf({ step, scenario, regions })} `
        return change.find((ratio) => ratio.name.startsWith(name))
      }),
    )
    if (cells.some((cell) => cell !== undefined))
      table.push([`${step}: ${scenario}`, ...cells.map((cell) => bold(cell, 2))])
  }
  return table.toString()
}

const ROWS = (['plan', 'route'] as const satisfies readonly Step[]).flatMap((step) =>
  SCENARIOS.map(({ name }) => ({ step, scenario: name })),
)

/** The median and its spread. */
function bold(ratio: Ratio | undefined, digits: number): string {
  if (!ratio) return '–'
  const [low, high] = spreadOf(ratio).map((each) => each.toFixed(digits))
  return `${colors.bold(ratio.median.toFixed(digits))} ${colors.dim(`${low} to ${high}`)}`
}

function tableOf(head: readonly string[]) {
  return new Table({
    head: [...head],
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
}

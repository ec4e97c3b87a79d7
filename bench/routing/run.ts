/**
 * `npm run bench -- routing`: what does it cost to decide where a request goes, how does that grow with the regions, and
 * what does it cost over another commit?
 */
import { join } from 'node:path'
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import type { BenchResult } from '../result.ts'
import { SPREAD } from '../spread.ts'
import { type Checkout, checkOut } from './checkout.ts'
import type { Variant } from './scenarios.ts'
import { summarise } from './summary.ts'
import { formatChange, formatGrowth } from './table.ts'
import { type Side, takeTurns } from './turns.ts'

export type RoutingOptions = {
  readonly rounds: number
  /** How long each variant is measured; twice as long it warms up. */
  readonly turnMs: number
  /** What to compare with, see checkOut(); undefined: nothing. */
  readonly against: string | undefined
  readonly variants: readonly Variant[]
}

export async function benchRouting(
  options: RoutingOptions,
  outDir: string,
  signal: AbortSignal,
  /** Gets the tables. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<BenchResult> {
  const { rounds, turnMs, against, variants } = options
  using other = against === undefined ? NO_CHECKOUT : checkOut(against)
  const here = join(import.meta.dirname, '../..')
  const roots: Partial<Record<Side, string>> = other.root === '' ? { here } : { here, other: other.root }
  const progress = openProgress()
  progress.start('Routing', rounds * variants.length * Object.keys(roots).length)
  const all = { variants, roots, rounds, turnMs, signal, onTurn: () => progress.step() }
  const turns = await takeTurns(all).finally(() => progress.stop())

  const summary = summarise(turns)
  const date = new Date()
  const result: BenchResult = {
    bench: 'routing',
    ranAt: date.toISOString(),
    settings: {
      ...{ rounds, turnMs, against: other.name || undefined },
      ...{ commit: describeCommit(), machine: describeMachine() },
    },
    ratios: [...summary.growth, ...summary.share, ...summary.change],
    raw: turns,
  }
  const files = writeResults(outDir, 'routing', date, { json: `${JSON.stringify(result, undefined, 1)}\n` })
  const parts = [
    `Medians of ${rounds} rounds of ${turnMs} ms each, of one thread's processor time; behind a ratio ${SPREAD}.`,
    formatGrowth(turns, summary),
    'What grows as the regions do is 10 and 100 times as much; what sorts them, up to 31 and 519 times.',
    ...(summary.change.length > 0 ? [formatChange(summary)] : []),
    files.join('\n'),
  ]
  print(`\n${parts.join('\n\n')}\n`)
  return result
}

const NO_CHECKOUT: Checkout = { root: '', name: '', [Symbol.dispose]: () => {} }

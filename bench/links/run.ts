/** `npm run bench -- links`: are the planet's distances what they say, alone and while nine cities are at work? */
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import type { BenchResult } from '../result.ts'
import { takeTurns } from '../turns.ts'
import { openDistances } from './distances.ts'
import { CONTENDERS, summarise } from './summary.ts'
import { formatLinks } from './table.ts'

export type LinksOptions = {
  readonly rounds: number
  /** How long each distance is measured; far ones for five trips at least. */
  readonly turnMs: number
}

export async function benchLinks(
  { rounds, turnMs }: LinksOptions,
  outDir: string,
  signal: AbortSignal,
  /** Gets the table. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<BenchResult> {
  await using distances = await openDistances()
  const progress = openProgress()
  progress.start('Links', rounds * CONTENDERS.length)
  const turns = await takeTurns({
    names: CONTENDERS,
    rounds,
    signal,
    async take(name) {
      const tripsMs = await distances.measure(name, turnMs)
      progress.step()
      return tripsMs
    },
  }).finally(() => progress.stop())

  const date = new Date()
  const { rows, ratios } = summarise(turns)
  const result: BenchResult = {
    bench: 'links',
    ranAt: date.toISOString(),
    settings: { rounds, turnMs, commit: describeCommit(), machine: describeMachine() },
    ratios,
    raw: turns,
  }
  const files = writeResults(outDir, 'links', date, { json: `${JSON.stringify(result, undefined, 1)}\n` })
  const head = 'Milliseconds that a round trip takes beyond its distance and beyond a trip without a link.'
  print(`\n${[head, formatLinks(rows), files.join('\n')].join('\n\n')}\n`)
  return result
}

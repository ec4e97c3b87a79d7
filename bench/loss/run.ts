/**
 * `npm run bench -- loss`: what do clients see when a whole region is killed under load? Its app and its database are killed
 * together, under reads and writes from five cities, and started again.
 */
import Table from 'cli-table3'
import { BenchError } from '../bench-error.ts'
import { openTarget } from '../cities/target.ts'
import { keep } from '../keep.ts'
import { openPlanet } from '../planet/open.ts'
import { openProgress } from '../progress.ts'
import type { BenchResult } from '../result.ts'
import { openNemesis } from './nemesis.ts'
import { type LossRound, runRound } from './round.ts'
import { lossFigures } from './summary.ts'

export type LossOptions = {
  readonly rounds: number
  /** Before a region is killed, and how long it stays so. */
  readonly steadyMs: number
  readonly deadMs: number
}

/** In turn; both have users next door. The primary's loss is a failover, and another question. */
const KILLED = ['bom', 'fra'] as const
const CITIES = ['bom', 'sin', 'fra', 'lhr', 'iad']

export async function benchLoss(
  options: LossOptions,
  outDir: string,
  signal: AbortSignal,
  /** Gets the table. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack()
  const planet = await openPlanet(() => {}, signal)
  stack.defer(() => planet.stop())
  const target = await openTarget(new URL(planet.url))
  stack.defer(() => target.close())
  const nemesis = openNemesis(planet.url)
  const progress = openProgress()
  progress.start('Losing a region', options.rounds)
  const rounds: LossRound[] = []
  try {
    for (let round = 0; round < options.rounds; round++) {
      const region = KILLED[round % KILLED.length] ?? ''
      rounds.push(await runRound({ ...options, target, cities: CITIES, region, nemesis, signal }))
      progress.step()
    }
  } finally {
    progress.stop()
  }
  const idle = rounds.find(({ reads, writes }) => reads === 0 || writes === 0)
  if (idle)
    throw new BenchError(
      `With ${idle.region} killed: expected reads and writes, found ${idle.reads} and ${idle.writes}.`,
    )
  const { result, files } = keep('loss', outDir, {
    settings: { ...options, cities: CITIES },
    figures: lossFigures(rounds),
    raw: rounds,
  })
  const failures = [...new Set(rounds.flatMap((round) => round.failures))]
  print(`\n${[format(rounds), ...failures, files.join('\n')].join('\n\n')}\n`)
  return result
}

function format(rounds: readonly LossRound[]): string {
  const table = new Table({
    head: ['killed', 'reads', 'failed', 'slowest, ms', 'writes', 'lost', 'doubled', 'repeated by clients'],
    style: { head: [], border: [], compact: true },
  })
  for (const { region, reads, failedReads, slowestReadMs, writes, lost, doubled, repeated } of rounds) {
    table.push([region, reads, failedReads, slowestReadMs.toFixed(0), writes, lost, doubled, repeated])
  }
  return table.toString()
}

/**
 * `npm run bench -- world`: what does each further region bring the world's users, what does each carry, what does the
 * loss of one do to the rest, and where should the next one stand? By the gateway's own routing, on a model of the network.
 */
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import type { BenchResult } from '../result.ts'
import { keptResult } from './kept.ts'
import { picturesOf } from './pictures.ts'
import { study, type WorldOptions } from './study.ts'
import { formatStudy } from './table.ts'
import { BLOCKS } from './worlds.ts'

export async function benchWorld(
  options: WorldOptions,
  outDir: string,
  signal: AbortSignal,
): Promise<BenchResult> {
  const progress = openProgress()
  progress.start('Simulating', options.sizes.length * BLOCKS)
  const studied = await study(options, () => progress.step(), signal).finally(() => progress.stop())
  const date = new Date()
  const result = keptResult(studied, date, { commit: describeCommit(), machine: describeMachine() })
  const json = `${JSON.stringify(result, undefined, 1)}\n`
  const files = writeResults(outDir, 'world', date, { json, ...picturesOf(studied) })
  process.stdout.write(`\n${formatStudy(studied)}\n\n${files.join('\n')}\n`)
  return result
}

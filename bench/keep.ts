import { BenchError } from './bench-error.ts'
import type { Figure } from './figure.ts'
import { ratiosOf } from './figure.ts'
import { describeCommit, describeMachine, writeResults } from './report.ts'
import type { BenchResult } from './result.ts'

export type Kept = { readonly result: BenchResult; readonly files: readonly string[] }

/**
 * Makes a bench's result of what it found, and writes it down.
 * @throws BenchError of a sample that is no number: nothing was measured then.
 */
export function keep(
  bench: string,
  outDir: string,
  found: {
    readonly figures: readonly Figure[]
    readonly settings: Readonly<Record<string, unknown>>
    readonly raw: unknown
  },
): Kept {
  const odd = found.figures.find(({ samples }) => !samples.every(Number.isFinite))
  if (odd) throw new BenchError(`${bench}, ${odd.name}: expected numbers, found ${odd.samples.join(', ')}.`)
  const date = new Date()
  const result: BenchResult = {
    bench,
    ranAt: date.toISOString(),
    settings: { ...found.settings, commit: describeCommit(), machine: describeMachine() },
    ratios: ratiosOf(found.figures),
    raw: found.raw,
  }
  const files = writeResults(outDir, bench, date, { json: `${JSON.stringify(result, undefined, 1)}\n` })
  return { result, files }
}

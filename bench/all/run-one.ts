/** Runs one bench, and says what came of it: a failure is told, and thrown only where all is stopped. */
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../bench-error.ts'
import { busyShare, processorTimes } from '../processors.ts'
import type { BenchReport } from './all-report.ts'
import type { Bench } from './benches.ts'

export async function runOne(bench: Bench, outDir: string, signal: AbortSignal): Promise<BenchReport> {
  const { id, title, question, against } = bench
  const othersBusy = await lookAround(signal)
  const before = processorTimes()
  const startMs = performance.now()
  const files = new Set(readdirSync(outDir))
  const ran = await bench.run(outDir, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    return { settings: {}, ratios: [], failure: reasonOf(error) }
  })
  return {
    ...{ id, title, question, against, othersBusy },
    seconds: (performance.now() - startMs) / 1000,
    busy: busyShare(before, processorTimes()),
    settings: ran.settings,
    ratios: ran.ratios,
    files: readdirSync(outDir).filter((file) => !files.has(file)),
    ...(ran.failure === undefined ? {} : { failure: ran.failure }),
  }
}

/** @returns the share of the processors that others use, while nothing is done here. */
async function lookAround(signal: AbortSignal): Promise<number> {
  const before = processorTimes()
  await sleep(LOOK_MS, undefined, { signal })
  return busyShare(before, processorTimes())
}

const LOOK_MS = 2000

function reasonOf(error: unknown): string {
  if (error instanceof BenchError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

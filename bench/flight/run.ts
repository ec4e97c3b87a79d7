/**
 * `npm run bench -- flight`: how many round trips to a far primary does a commit cost, and how many milliseconds, by way,
 * number of statements and distance, cold and warm? Decides docs/decisions/0003-wan-write-driver.md.
 */
import postgres from 'postgres'
import { busyShare, processorTimes } from '../processors.ts'
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import type { BenchResult } from '../result.ts'
import { type Cell, cellsOf } from './cell.ts'
import { type Count, countTrips, measureTimes, type Sample } from './measure.ts'
import { checkOrders, placeOrders } from './orders.ts'
import { drawTrips } from './picture.ts'
import { openHome, openPlace } from './place.ts'
import { openBenchServer } from './server.ts'
import { ratiosOf } from './summary.ts'
import { formatAgreement, formatTimes, formatTrips } from './table.ts'
import { COMMITS } from './turn.ts'

export type FlightOptions = {
  readonly rounds: number
  /** Round trips to the primary, rising. */
  readonly distancesMs: readonly number[]
  /** How many a commit has, rising. */
  readonly statements: readonly number[]
}

export async function benchFlight(
  options: FlightOptions,
  outDir: string,
  signal: AbortSignal,
  /** Gets the tables. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<BenchResult> {
  const { rounds, distancesMs, statements } = options
  const before = processorTimes()
  const { counts, samples } = await measure(options, signal)
  const busy = busyShare(before, processorTimes())
  const date = new Date()
  const result: BenchResult = {
    bench: 'flight',
    ranAt: date.toISOString(),
    settings: { ...options, commit: describeCommit(), machine: { ...describeMachine(), busy } },
    ratios: ratiosOf(counts, samples),
    raw: { counts, samples },
  }
  const longestMs = distancesMs.at(-1) ?? 0
  const files = writeResults(outDir, 'flight', date, {
    json: `${JSON.stringify(result, undefined, 1)}\n`,
    svg: drawTrips(samples, { rttMs: longestMs, statements }),
  })
  const parts = [
    `Commits of ${statements.join(', ')} statements. Round trips as counted on the wire, and by the clock over ${longestMs} ms; medians of ${rounds}.`,
    formatTrips(counts, samples, longestMs),
    formatTimes(samples, distancesMs),
    formatAgreement(counts, samples),
    files.join('\n'),
  ]
  print(`\n${parts.join('\n\n')}\n`)
  return result
}

async function measure(
  { rounds, distancesMs, statements }: FlightOptions,
  signal: AbortSignal,
): Promise<{ readonly counts: readonly Count[]; readonly samples: readonly Sample[] }> {
  await using stack = new AsyncDisposableStack()
  const server = await openBenchServer(stack)
  const owner = postgres(server.url, { max: 1, fetch_types: false })
  stack.defer(() => owner.end())
  const home = await openHome(server.url, stack)
  const progress = openProgress()
  stack.defer(() => progress.stop())
  progress.start('Committing', cellsOf(statements).length * (1 + rounds * distancesMs.length))

  /** Rows of their own, told apart afterwards by how often they should have been written. */
  const openGround = async (rttMs: number) => {
    const ids = await placeOrders(
      owner,
      cellsOf(statements).reduce((sum, cell) => sum + cell.statements, 0),
    )
    const place = await openPlace(home, rttMs, stack)
    return { place, rttMs, statements, idsOf: sliced(ids, statements), onTurn: () => progress.step(), ids }
  }
  const nearby = await openGround(distancesMs[0] ?? 0)
  const counts = await countTrips({ ...nearby, signal })
  await checkOrders(owner, nearby.ids, COMMITS)

  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const grounds = await Promise.all(distancesMs.map(openGround))
  const work = grounds.map(async (ground) => {
    try {
      return await measureTimes({ ...ground, rounds, signal: either })
    } catch (error) {
      failed.abort(error)
      throw error
    }
  })
  await Promise.allSettled(work)
  either.throwIfAborted()
  const samples = (await Promise.all(work)).flat()
  for (const { ids } of grounds) await checkOrders(owner, ids, COMMITS * rounds)
  return { counts, samples }
}

/** @returns each cell's own part of the ids. */
function sliced(ids: readonly string[], statements: readonly number[]): (cell: Cell) => readonly string[] {
  let from = 0
  const parts = cellsOf(statements).map((cell) => {
    const part = ids.slice(from, from + cell.statements)
    from += cell.statements
    return { ...cell, ids: part }
  })
  return ({ way, statements: count }) =>
    parts.find((part) => part.way === way && part.statements === count)?.ids ?? []
}

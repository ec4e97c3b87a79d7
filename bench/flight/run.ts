/**
 * `npm run bench -- flight`: how many round trips to a far primary does a commit cost, and how many milliseconds, by way,
 * number of statements and distance, cold and warm? Decides docs/decisions/0003-wan-write-driver.md.
 */
import postgres from 'postgres'
import { busyShare, processorTimes } from '../processors.ts'
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import type { BenchResult } from '../result.ts'
import { cellsOf } from './cell.ts'
import { type Count, countTrips, measureTimes, type Sample, type Spot } from './measure.ts'
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
  const watch = { onTurn: () => progress.step(), signal }
  progress.start('Committing', cellsOf(statements).length * (1 + rounds * distancesMs.length))

  const spotsOf = async (rttMs: number): Promise<readonly Spot[]> => {
    const place = await openPlace(home, rttMs, stack)
    const cells = cellsOf(statements)
    return Promise.all(
      cells.map(async (cell) => ({ ...cell, rttMs, place, ids: await placeOrders(owner, cell.statements) })),
    )
  }
  const nearest = await spotsOf(distancesMs[0] ?? 0)
  const counts = await countTrips(nearest, watch)
  await checkOrders(owner, idsOf(nearest), COMMITS)
  const spots = (await Promise.all(distancesMs.map(spotsOf))).flat()
  const samples = await measureTimes(spots, counts, rounds, watch)
  await checkOrders(owner, idsOf(spots), COMMITS * rounds)
  return { counts, samples }
}

function idsOf(spots: readonly Spot[]): readonly string[] {
  return spots.flatMap(({ ids }) => ids)
}

/**
 * `npm run bench -- gateway`: what does the gateway cost, against Workers that do less and against plain reverse proxies,
 * and where does its time go?
 */
import { BenchError } from '../bench-error.ts'
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import type { BenchResult } from '../result.ts'
import { SPREAD } from '../spread.ts'
import { CONTENDERS } from './contenders.ts'
import { type Measured, measure } from './measure.ts'
import type { GatewayOptions } from './options.ts'
import { callTree } from './profile/call-tree.ts'
import { drawFlame } from './profile/flame.ts'
import { functionTimes, outsideShare } from './profile/functions.ts'
import { placeOf } from './profile/place.ts'
import { formatFunctions } from './profile/table.ts'
import { allRatios, failuresOf } from './summary.ts'
import { formatCells } from './table.ts'
import { WORKERS } from './workers.ts'

/** @throws BenchError where requests failed: then the figures say nothing, and the kept result says so. */
export async function benchGateway(
  options: GatewayOptions,
  outDir: string,
  signal: AbortSignal,
  /** Gets the tables. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<BenchResult> {
  const { rounds, turnMs, cells, profileMs } = options
  const progress = openProgress()
  progress.start(
    'Gateway',
    WORKERS.length +
      CONTENDERS.length * (rounds * cells.length + new Set(cells.map(({ kind }) => kind)).size),
  )
  const measured = await measure(options, () => progress.step(), signal).finally(() => progress.stop())

  const { leftOut } = measured
  const failed = failuresOf(measured.rounds)
  const failure = failed > 0 ? `${failed} requests were not answered as they should be.` : undefined
  const profiled = profilesOf(measured)
  const date = new Date()
  const result: BenchResult = {
    bench: 'gateway',
    ranAt: date.toISOString(),
    settings: {
      ...{ rounds, turnMs, profileMs, cells, leftOut },
      ...{ commit: describeCommit(), machine: describeMachine() },
    },
    ratios: allRatios(measured.rounds, cells),
    raw: { rounds: measured.rounds, profiles: Object.fromEntries(profiled.summed) },
    ...(failure === undefined ? {} : { failure }),
  }
  const json = `${JSON.stringify(result, undefined, 1)}\n`
  const files = writeResults(outDir, 'gateway', date, { json, ...profiled.files })
  const parts = [
    `Medians of ${rounds} rounds of ${turnMs} ms each; behind a ratio ${SPREAD}. Left of each group its connections.`,
    formatCells(measured.rounds, cells),
    EXPLANATION,
    ...(leftOut.length > 0 ? [`Left out, not installed here: ${leftOut.join(', ')}.`] : []),
    ...(profiled.summed.size > 0 ? [PROFILE_EXPLANATION, formatFunctions(profiled.summed)] : []),
    files.join('\n'),
  ]
  print(`\n${parts.join('\n\n')}\n`)
  if (failure !== undefined) throw new BenchError(failure)
  return result
}

const EXPLANATION = `requests/s  as one processor at most serves them: each contender works on one thread
CPU µs      processor time of one request, in the process that does the work
busy        how much of a processor that process used: well under 1, it was load or origin that it waited for
over it     the gateway's requests a second over those of this line; "per CPU second": of processor time.
            Above 1 the gateway does more.`

const PROFILE_EXPLANATION = `Where the gateway's time goes in JavaScript's engine: what each function takes by itself. "workerd" is the platform.`

/** Beside the result: the profiles as they are, and a picture of each. */
function profilesOf({ profiles, sourceMap }: Measured) {
  const place = placeOf(sourceMap)
  const summed = [...profiles].map(([kind, profile]) => {
    const times = { functions: functionTimes(profile, place), outside: outsideShare(profile) }
    return [kind, times] as const
  })
  const files = [...profiles].flatMap(([kind, profile]) => {
    const name = kind.toLowerCase().replaceAll(' ', '-')
    const title = `Where the gateway’s time goes: ${kind}`
    return [
      [`${name}.cpuprofile`, JSON.stringify(profile)],
      [`${name}.svg`, drawFlame(callTree(profile, place), title)],
    ]
  })
  return { summed: new Map(summed), files: Object.fromEntries(files) as Record<string, string> }
}

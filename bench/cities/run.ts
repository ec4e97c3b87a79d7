/** `npm run bench`: every city's latency, the writes of 1 and 5 statements, and reads right after a write. */
import colors from 'picocolors'
import { CITIES, REGION_IDS, rttMs } from '../../planet/cities.ts'
import type { Verdict } from '../budgets.ts'
import { measureFreshness } from '../freshness/measure.ts'
import {
  type Freshness,
  type FreshnessSample,
  freshnessVerdicts,
  summariseFreshness,
} from '../freshness/summary.ts'
import type { CitiesOptions } from '../options.ts'
import { type OwnPlanet, openPlanet } from '../planet/open.ts'
import { busyShare, processorTimes } from '../processors.ts'
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import { measureStatements, STATEMENTS, STATEMENTS_RTT_MS, WAYS } from '../statements/measure.ts'
import { type StatementRow, statementRows, statementVerdicts } from '../statements/rows.ts'
import { KINDS } from './kinds.ts'
import { measureCities } from './measure.ts'
import { drawRows } from './picture.ts'
import { formatReport } from './report.ts'
import { type Row, summariseSamples } from './summary.ts'
import { openTarget, type Target } from './target.ts'
import { allAnswered, BUDGET_CITY, type Legs, verdicts } from './verdicts.ts'

/** @returns whether all requests were answered and, unless it is a quick run, all budgets are met. */
export async function benchCities(
  options: CitiesOptions,
  outDir: string,
  signal: AbortSignal,
): Promise<boolean> {
  await using stack = new AsyncDisposableStack()
  const planet = options.url ? undefined : await openPlanet(tellStep, signal)
  if (planet) stack.defer(() => planet.stop())
  const target = await openTarget(options.url ?? new URL(planet?.url ?? ''), options.baselineUrl)
  stack.defer(() => target.close())

  const date = new Date()
  const cities = options.cities?.filter((city) => target.cities.has(city)) ?? [...target.cities.keys()]
  const plan = { target, cities: cities.length > 0 ? cities : [...target.cities.keys()] }
  const before = processorTimes()
  const { samples, statementSamples } = await measure(options, plan, planet, signal)
  // Behind the others: a wait of a millisecond would be lost in what they keep busy.
  const freshnessSamples = options.readOnly ? [] : await measureFresh(options, target, signal)
  const busy = busyShare(before, processorTimes())

  const rows = summariseSamples(
    samples,
    plan.cities,
    KINDS.map(({ id }) => id),
  )
  const statements = statementRows(statementSamples, STATEMENTS_RTT_MS)
  const freshness = options.readOnly
    ? undefined
    : summariseFreshness(freshnessSamples, target.kind === 'planet' ? BUDGET_CITY : undefined)
  const judged = target.kind === 'planet' ? judge(rows, statements, freshness) : []
  const subtitle = `${describeTarget(target)} · ${options.requests} requests each · ${date.toISOString().slice(0, 10)}`
  const json = {
    date,
    commit: describeCommit(),
    machine: { ...describeMachine(), busy },
    target: { kind: target.kind, url: target.url.href },
    parameters: { cities: plan.cities, requests: options.requests, readOnly: options.readOnly },
    rows,
    statements,
    freshness,
    budgets: judged,
    samples,
    statementSamples,
    freshnessSamples,
  }
  const files = writeResults(outDir, 'cities', date, {
    json: `${JSON.stringify(json, undefined, 1)}\n`,
    svg: drawRows(rows, { names: target.cities, subtitle }),
  })
  const { quick } = options
  const report = { rows, statements, freshness, verdicts: judged, names: target.cities, files, busy, quick }
  process.stdout.write(`\n${formatReport(report)}\n`)
  const committed = [...statements, ...(freshness ? [freshness] : [])].every(
    ({ failures }) => failures.length === 0,
  )
  return (quick || judged.every(({ met }) => met)) && allAnswered(rows) && committed
}

async function measure(
  { requests, readOnly }: CitiesOptions,
  { target, cities }: { target: Target; cities: readonly string[] },
  planet: OwnPlanet | undefined,
  signal: AbortSignal,
) {
  const kinds = KINDS.filter(({ writes }) => !(writes && readOnly)).map(({ id }) => id)
  const rounds = Math.ceil(requests / ROUNDS_SHARE)
  const primary = planet && !readOnly ? planet.regions.find(({ id }) => id === REGION_IDS[0]) : undefined
  const steps = primary ? rounds * STATEMENTS.length * WAYS.length : 0
  const progress = openProgress()
  const onSample = () => progress.step()
  const stopped = new AbortController()
  const either = AbortSignal.any([signal, stopped.signal])
  progress.start('Measuring', cities.length * kinds.length * target.variants.length * requests + steps)
  const work = [
    measureCities({ target, cities, kinds, requests, onSample, signal: either }),
    primary ? measureStatements({ primaryUrl: primary.databaseUrl, rounds, onSample, signal: either }) : [],
  ] as const
  try {
    const [samples, statementSamples] = await Promise.all(work)
    return { samples, statementSamples }
  } catch (error) {
    stopped.abort()
    await Promise.allSettled(work)
    throw error
  } finally {
    progress.stop()
  }
}

/** From Mumbai on a planet, from here on a deployment. */
async function measureFresh(
  { requests }: CitiesOptions,
  target: Target,
  signal: AbortSignal,
): Promise<readonly FreshnessSample[]> {
  const city = target.cities.has(BUDGET_CITY) ? BUDGET_CITY : ([...target.cities.keys()][0] ?? '')
  const clients = await Promise.all(Array.from({ length: SESSIONS }, () => target.open(city, 'nearside')))
  const progress = openProgress()
  progress.start('Reading what was written', SESSIONS * requests)
  try {
    return await measureFreshness({ clients, rounds: requests, onSample: () => progress.step(), signal })
  } finally {
    progress.stop()
    for (const client of clients) client.close()
  }
}

/** Enough for a 95th percentile out of few rounds; they spend nearly all of their time under way. */
const SESSIONS = 4

/** A round of them takes as long as several requests: a Drizzle transaction of five statements, twelve round trips. */
const ROUNDS_SHARE = 2

function judge(
  rows: readonly Row[],
  statements: readonly StatementRow[],
  freshness: Freshness | undefined,
): readonly Verdict[] {
  const [home = ''] = REGION_IDS
  const legs: Legs = {
    clientMs: CITIES.find(({ id }) => id === BUDGET_CITY)?.clientRttMs ?? 0,
    regionMs: rttMs(BUDGET_CITY, BUDGET_CITY),
    wanMs: rttMs(BUDGET_CITY, home),
  }
  return [
    ...verdicts(rows, legs),
    ...statementVerdicts(statements, STATEMENTS_RTT_MS),
    ...(freshness ? freshnessVerdicts(freshness) : []),
  ]
}

function describeTarget({ kind, url }: Target): string {
  return kind === 'planet' ? 'a planet on one machine' : url.host
}

function tellStep(title: string, ms: number): void {
  process.stderr.write(colors.dim(`  ${title}, ${(ms / 1000).toFixed(1)} s\n`))
}

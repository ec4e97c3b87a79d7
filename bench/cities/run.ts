/** `npm run bench`: every city's latency, the writes of 1 and 5 statements, and reads right after a write. */
import colors from 'picocolors'
import { REGION_IDS } from '../../planet/cities.ts'
import { BUDGETS } from '../budgets.ts'
import { ratiosOf } from '../figure.ts'
import { freshnessFigures } from '../freshness/figures.ts'
import { measureFreshness } from '../freshness/measure.ts'
import { type FreshnessSample, summariseFreshness } from '../freshness/summary.ts'
import { verdictsOf } from '../judge.ts'
import type { CitiesOptions } from '../options.ts'
import { type OwnPlanet, openPlanet } from '../planet/open.ts'
import { busyShare, processorTimes } from '../processors.ts'
import { openProgress } from '../progress.ts'
import { describeCommit, describeMachine, writeResults } from '../report.ts'
import type { BenchResult } from '../result.ts'
import { statementFigures } from '../statements/figures.ts'
import { measureStatements, STATEMENTS, STATEMENTS_RTT_MS, WAYS } from '../statements/measure.ts'
import { statementRows } from '../statements/rows.ts'
import { BUDGET_CITY } from './budget-city.ts'
import { failureOf } from './failure.ts'
import { citiesFigures } from './figures.ts'
import { KINDS } from './kinds.ts'
import { legsOf } from './legs.ts'
import { measureCities } from './measure.ts'
import { drawRows } from './picture.ts'
import { openPlainWay, type PlainWay } from './plain-way.ts'
import { formatReport } from './report.ts'
import { summariseSamples } from './summary.ts'
import { openTarget, type Target } from './target.ts'

export type CitiesResult = BenchResult & {
  /** Whether all requests were answered and, unless it is a quick run, all budgets are met. */
  readonly isGood: boolean
}

export async function benchCities(
  options: CitiesOptions,
  outDir: string,
  signal: AbortSignal,
  /** Gets the tables. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<CitiesResult> {
  await using stack = new AsyncDisposableStack()
  const planet = options.url ? undefined : await openPlanet(tellStep, signal)
  if (planet) stack.defer(() => planet.stop())
  const target = await openTarget(options.url ?? new URL(planet?.url ?? ''), options.baselineUrl)
  stack.defer(() => target.close())

  const date = new Date()
  const cities = options.cities?.filter((city) => target.cities.has(city)) ?? [...target.cities.keys()]
  const plan = { target, cities: cities.length > 0 ? cities : [...target.cities.keys()] }
  const before = processorTimes()
  const { samples, bare, plain, statementSamples } = await measure(options, plan, planet, signal)
  // Behind the others: a wait of a millisecond would be lost in what they keep busy.
  const freshnessSamples = options.readOnly ? [] : await measureFresh(options, target, signal)
  const busy = busyShare(before, processorTimes())

  const rows = summariseSamples(
    samples,
    plan.cities,
    KINDS.map(({ id }) => id),
  )
  const statements = statementRows(statementSamples, STATEMENTS_RTT_MS)
  const near = target.kind === 'planet' ? BUDGET_CITY : undefined
  const freshness = options.readOnly ? undefined : summariseFreshness(freshnessSamples, near)
  const figures = [
    ...citiesFigures(samples, target.cities, { bare, plain }),
    ...statementFigures(statementSamples, STATEMENTS_RTT_MS),
    ...(options.readOnly
      ? []
      : freshnessFigures(freshnessSamples, target.cities.get(near ?? '') ?? 'here', near)),
  ]
  const judged = target.kind === 'planet' ? verdictsOf('cities', figures, BUDGETS) : []
  const subtitle = `${describeTarget(target)} · ${options.requests} requests each · ${date.toISOString().slice(0, 10)}`
  const where = {
    commit: describeCommit(),
    machine: { ...describeMachine(), busy },
    target: { kind: target.kind, url: target.url.href },
  }
  const { quick } = options
  const parameters = { cities: plan.cities, requests: options.requests, readOnly: options.readOnly }
  const raw = { samples, bare, plain, statementSamples, freshnessSamples }
  const failure = failureOf(rows, [...statements, ...(freshness ? [freshness] : [])])
  const result: BenchResult = {
    bench: 'cities',
    ranAt: date.toISOString(),
    settings: { ...parameters, quick, ...where },
    ratios: ratiosOf(figures),
    raw,
    ...(failure === undefined ? {} : { failure }),
  }
  // The report of the cities reads what stands beside the ratios.
  const told = { date, ...where, parameters, rows, statements, freshness, budgets: judged }
  const json = { ...result, raw: undefined, ...told, ...raw }
  const files = writeResults(outDir, 'cities', date, {
    json: `${JSON.stringify(json, undefined, 1)}\n`,
    svg: drawRows(rows, { names: target.cities, subtitle }),
  })
  const report = { rows, statements, freshness, verdicts: judged, names: target.cities, files, busy, quick }
  print(`\n${formatReport(report)}\n`)
  return { ...result, isGood: failure === undefined && (quick || judged.every(({ met }) => met)) }
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
  await using way = planet && cities.includes(BUDGET_CITY) ? await openPlain(planet) : undefined
  const plain = way && { city: BUDGET_CITY, way }
  const progress = openProgress()
  const onSample = () => progress.step()
  const stopped = new AbortController()
  const either = AbortSignal.any([signal, stopped.signal])
  progress.start('Measuring', cities.length * kinds.length * target.variants.length * requests + steps)
  const work = [
    measureCities({ target, cities, kinds, requests, plain, onSample, signal: either }),
    primary ? measureStatements({ primaryUrl: primary.databaseUrl, rounds, onSample, signal: either }) : [],
  ] as const
  try {
    const [{ samples, bare, plain: plainReads }, statementSamples] = await Promise.all(work)
    return { samples, bare, plain: plainReads, statementSamples }
  } catch (error) {
    stopped.abort()
    await Promise.allSettled(work)
    throw error
  } finally {
    progress.stop()
  }
}

/** Only a planet of the bench's own tells where the replica is. */
async function openPlain({ regions }: OwnPlanet): Promise<PlainWay | undefined> {
  const legs = legsOf(BUDGET_CITY)
  const region = regions.find(({ id }) => id === legs?.nearestRegion)
  return legs && region ? await openPlainWay(legs, region.databaseUrl) : undefined
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

function describeTarget({ kind, url }: Target): string {
  return kind === 'planet' ? 'a planet on one machine' : url.host
}

function tellStep(title: string, ms: number): void {
  process.stderr.write(colors.dim(`  ${title}, ${(ms / 1000).toFixed(1)} s\n`))
}

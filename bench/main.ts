/** `npm run bench`: wiring only. A bench is loaded when it is asked for. */
import { join, relative, resolve } from 'node:path'
import { Command, Option } from 'commander'
import colors from 'picocolors'
import { CITIES } from '../planet/cities.ts'
import { BenchError } from './bench-error.ts'
import { type LinksFlags, parseLinksFlags } from './links/options.ts'
import {
  type CitiesFlags,
  DEFAULT_REQUESTS,
  parseCitiesFlags,
  parseReportFlags,
  parseThroughputFlags,
  QUICK_CITIES,
  QUICK_REQUESTS,
  type ReportFlags,
  type ThroughputFlags,
} from './options.ts'
import { parseRoutingFlags, type RoutingFlags } from './routing/options.ts'
import { parseWorldFlags, WORLD_DEFAULTS, type WorldFlags } from './world/options.ts'

type Out = { readonly out: string }

const RESULTS_DIR = relative(process.cwd(), join(import.meta.dirname, 'results')) || '.'

const EXIT_CODES =
  '\nExit codes: 0 done, all requests answered, all budgets met · 1 not so, stopped, or wrong use'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort())

const CITIES_IDS = CITIES.map(({ id }) => id)

const program = measuring(new Command('bench'))
  .usage('[command] [options]')
  .enablePositionalOptions()
  .description(
    'Latency from every city: static file, read and writes, against the floor and a single region.',
  )
  .option('--out <folder>', 'where the results go', RESULTS_DIR)
  .allowExcessArguments(false)
  .addHelpText('after', EXIT_CODES)
  .showHelpAfterError('(npm run bench -- --help shows what there is)')
  .action(async (flags: CitiesFlags & Out) => {
    const parsed = parseCitiesFlags(flags, CITIES_IDS)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchCities } = await import('./cities/run.ts')
    return judged(benchCities(parsed.options, resolve(flags.out), stopping.signal))
  })

measuring(
  program
    .command('report')
    .description(
      'one HTML page of a run: pictures, percentiles, the floor, what each choice of the design saves',
    )
    .option('--from <file>', 'a kept result (default: the newest of bench/results)')
    .option('--run', 'measure first, with the options below'),
)
  .option('--out <file>', 'where the page goes (default: beside the results)')
  .allowExcessArguments(false)
  .addHelpText('after', EXIT_CODES)
  .action(async (flags: ReportFlags) => {
    const parsed = parseReportFlags(flags, CITIES_IDS)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { writeReport } = await import('./report/write.ts')
    return judged(writeReport(parsed.options, resolve(RESULTS_DIR), stopping.signal))
  })

program
  .command('throughput')
  .description('gateway and region under load, against the least that could do their jobs')
  .addOption(new Option('--rounds <n>', 'how often both sides of each take their turn').default('5', '5'))
  .addOption(new Option('--seconds <n>', 'of each turn').default('3', '3'))
  .option('--out <folder>', 'where the results go', RESULTS_DIR)
  .addHelpText('after', EXIT_CODES)
  .action(async (flags: ThroughputFlags & Out) => {
    const parsed = parseThroughputFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchThroughput } = await import('./throughput/run.ts')
    return judged(benchThroughput({ ...parsed.options, signal: stopping.signal }, resolve(flags.out)))
  })

program
  .command('routing')
  .description('nanoseconds and bytes of a routing decision for 3, 30 and 300 regions')
  .addOption(new Option('--rounds <n>', 'how often each variant takes its turn').default('5', '5'))
  .addOption(
    new Option('--milliseconds <n>', 'of each turn, after twice as long to warm up').default('300', '300'),
  )
  .option('--against <ref>', 'a commit, branch, tag or folder to compare with')
  .option('--only <text>', 'the variants with that in their name, such as "route read"')
  .option('--out <folder>', 'where the results go', RESULTS_DIR)
  .addHelpText('after', '\nExit codes: 0 measured · 1 not so, stopped, or wrong use')
  .action(async (flags: RoutingFlags & Out) => {
    const parsed = parseRoutingFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchRouting } = await import('./routing/run.ts')
    await benchRouting(parsed.options, resolve(flags.out), stopping.signal)
  })

program
  .command('links')
  .description("what the planet's simulated distances take beyond what they say, alone and under load")
  .addOption(new Option('--rounds <n>', 'how often each distance takes its turn').default('3', '3'))
  .addOption(new Option('--milliseconds <n>', 'of each turn').default('600', '600'))
  .option('--out <folder>', 'where the results go', RESULTS_DIR)
  .action(async (flags: LinksFlags & Out) => {
    const parsed = parseLinksFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchLinks } = await import('./links/run.ts')
    await benchLinks(parsed.options, resolve(flags.out), stopping.signal)
  })

program
  .command('signature')
  .description('what signing and verifying a request costs, by algorithm')
  .action(async () => {
    const { benchSignature } = await import('./signature.ts')
    await benchSignature()
  })

program
  .command('wan-driver')
  .description('round trips of a commit over a wide-area link, by driver')
  .action(async () => {
    await import('./wan-driver.ts')
  })

program
  .command('world')
  .description(
    'the world with 1, 2, 3, 6 and 12 regions, simulated: latency, load, what a loss does, where the next one should stand',
  )
  .addOption(new Option('--requests <n>', 'in each world').default(WORLD_DEFAULTS.requests))
  .addOption(new Option('--seed <n>', 'the same seed gives the same figures').default(WORLD_DEFAULTS.seed))
  .addOption(new Option('--writes <share>', 'of the requests').default(WORLD_DEFAULTS.writes))
  .addOption(new Option('--sizes <list>', 'how many regions each world has').default(WORLD_DEFAULTS.sizes))
  .addOption(
    new Option('--regions <ids>', "the first ones, the primary's before all").default(WORLD_DEFAULTS.regions),
  )
  .option('--except <countries>', 'whose people are left out, as in CN')
  .option('--flat', 'as many requests at every hour of the day')
  .option('--out <folder>', 'where the results go', RESULTS_DIR)
  .action(async (flags: WorldFlags & Out) => {
    const parsed = parseWorldFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchWorld } = await import('./world/run.ts')
    await benchWorld(parsed.options, resolve(flags.out), stopping.signal)
  })

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = 1
  if (stopping.signal.aborted) process.stderr.write('Stopped.\n')
  else if (error instanceof BenchError) process.stderr.write(`${colors.red(error.message)}\n`)
  else throw error
}

/** What both a run and a report that measures first may be told. */
function measuring(command: Command): Command {
  return command
    .option('--url <url>', 'measure this deployment, or this running planet, instead of booting a planet')
    .option('--baseline-url <url>', 'with --url: the same app in one region, for comparison')
    .option('--cities <ids>', 'cities of the planet, such as bom,iad (default: all)')
    .option('--requests <n>', `requests of each kind from each city (default: ${DEFAULT_REQUESTS})`)
    .option(
      '--quick',
      `${QUICK_REQUESTS} requests from ${QUICK_CITIES.join(', ')} unless --requests or --cities say otherwise; a missed budget does not fail the run`,
    )
    .option('--read-only', 'send no writes')
}

/** A missed budget or a failed request is an exit code of 1. */
async function judged(run: Promise<boolean>): Promise<void> {
  if (!(await run)) process.exitCode = 1
}

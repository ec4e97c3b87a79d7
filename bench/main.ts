/** `npm run bench`: wiring only. A bench is loaded when it is asked for. */
import { join, relative, resolve } from 'node:path'
import { Command, Option } from 'commander'
import colors from 'picocolors'
import { CITIES } from '../planet/cities.ts'
import { BENCHES } from './all/benches.ts'
import { ALL_DEFAULTS, type AllFlags, parseAllFlags } from './all/options.ts'
import { BenchError } from './bench-error.ts'
import { BOOT_DEFAULTS, type BootFlags, parseBootFlags } from './boot/options.ts'
import { CHECK_DEFAULTS, type CheckFlags, parseCheckFlags } from './check/options.ts'
import { FLIGHT_DEFAULTS, type FlightFlags, parseFlightFlags } from './flight/options.ts'
import { GATEWAY_DEFAULTS, type GatewayFlags, parseGatewayFlags } from './gateway/options.ts'
import { LINKS_DEFAULTS, type LinksFlags, parseLinksFlags } from './links/options.ts'
import { LOSS_DEFAULTS, type LossFlags, parseLossFlags } from './loss/options.ts'
import {
  type CitiesFlags,
  DEFAULT_REQUESTS,
  parseCitiesFlags,
  parseReportFlags,
  QUICK_CITIES,
  QUICK_REQUESTS,
  type ReportFlags,
} from './options.ts'
import { parseRegionFlags, REGION_DEFAULTS, type RegionFlags } from './region/options.ts'
import { parseRoutingFlags, ROUTING_DEFAULTS, type RoutingFlags } from './routing/options.ts'
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
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
  .allowExcessArguments(false)
  .addHelpText('after', EXIT_CODES)
  .showHelpAfterError('(npm run bench -- --help shows what there is)')
  .action(async (flags: CitiesFlags & Out) => {
    const parsed = parseCitiesFlags(flags, CITIES_IDS)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchCities } = await import('./cities/run.ts')
    const { isGood } = await benchCities(parsed.options, resolve(flags.out), stopping.signal)
    if (!isGood) process.exitCode = 1
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
  .command('gateway')
  .description('the gateway beside Workers that do less and plain reverse proxies, and where its time goes')
  .addOption(option('--rounds <n>', 'how often each takes its turn', GATEWAY_DEFAULTS.rounds))
  .addOption(option('--milliseconds <n>', 'of each turn', GATEWAY_DEFAULTS.milliseconds))
  .addOption(
    option(
      '--profile <n>',
      'milliseconds of profile for each kind of request; 0: none',
      GATEWAY_DEFAULTS.profile,
    ),
  )
  .option('--only <text>', 'what has that in its name, such as "small read, 16 connections"')
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
  .addHelpText('after', '\nExit codes: 0 measured · 1 not so, stopped, or wrong use')
  .action(async (flags: GatewayFlags & Out) => {
    const parsed = parseGatewayFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchGateway } = await import('./gateway/run.ts')
    await benchGateway(parsed.options, resolve(flags.out), stopping.signal)
  })

program
  .command('region')
  .description('the regional app beside bare Hono and Fastify, and the limit of its database')
  .addOption(option('--rounds <n>', 'how often each contender takes its turn', REGION_DEFAULTS.rounds))
  .addOption(option('--milliseconds <n>', 'of each turn', REGION_DEFAULTS.milliseconds))
  .option('--only <text>', 'the parts with that in their name, such as "one-row read" or "costs"')
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
  .addHelpText('after', '\nExit codes: 0 measured · 1 not so, stopped, or wrong use')
  .action(async (flags: RegionFlags & Out) => {
    const parsed = parseRegionFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchRegion } = await import('./region/run.ts')
    await benchRegion(parsed.options, resolve(flags.out), stopping.signal)
  })

program
  .command('routing')
  .description('nanoseconds and bytes of a routing decision for 3, 30 and 300 regions')
  .addOption(option('--rounds <n>', 'how often each variant takes its turn', ROUTING_DEFAULTS.rounds))
  .addOption(
    option(
      '--milliseconds <n>',
      'of each turn, after twice as long to warm up',
      ROUTING_DEFAULTS.milliseconds,
    ),
  )
  .option('--against <ref>', 'a commit, branch, tag or folder to compare with')
  .option('--only <text>', 'the variants with that in their name, such as "route read"')
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
  .addHelpText('after', '\nExit codes: 0 measured · 1 not so, stopped, or wrong use')
  .action(async (flags: RoutingFlags & Out) => {
    const parsed = parseRoutingFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchRouting } = await import('./routing/run.ts')
    await benchRouting(parsed.options, resolve(flags.out), stopping.signal)
  })

program
  .command('loss')
  .description('what clients see when a region is killed under load')
  .addOption(option('--rounds <n>', 'how often a region is killed', LOSS_DEFAULTS.rounds))
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
  .action(async (flags: LossFlags & Out) => {
    const parsed = parseLossFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchLoss } = await import('./loss/run.ts')
    await benchLoss(parsed.options, resolve(flags.out), stopping.signal)
  })

program
  .command('boot')
  .description('seconds from `npm start` to ready, the first time after install and again')
  .addOption(option('--rounds <n>', 'how often it is started anew', BOOT_DEFAULTS.rounds))
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
  .action(async (flags: BootFlags & Out) => {
    const parsed = parseBootFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchBoot } = await import('./boot/run.ts')
    await benchBoot(parsed.options, resolve(flags.out), stopping.signal)
  })

program
  .command('size')
  .description('KiB of the Worker that a deployment uploads')
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
  .action(async (flags: Out) => {
    const { benchSize } = await import('./size/run.ts')
    await benchSize({}, resolve(flags.out), stopping.signal)
  })

program
  .command('all')
  .description('every bench in under 20 minutes on two processors, and one page of them')
  .option('--only <benches>', `some of ${BENCHES.map(({ id }) => id).join(', ')} (default: all)`)
  .addOption(option('--runs <n>', 'how often all of it, one after the other', ALL_DEFAULTS.runs))
  .addOption(option('--out <folder>', "where the run's folder goes", RESULTS_DIR))
  .addHelpText('after', '\nExit codes: 0 all measured · 1 a bench failed, stopped, or wrong use')
  .action(async (flags: AllFlags & Out) => {
    const known = BENCHES.map(({ id }) => id)
    const parsed = parseAllFlags(flags, known)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchAll } = await import('./all/run.ts')
    return judged(benchAll(parsed.options, resolve(flags.out), stopping.signal))
  })

program
  .command('docs')
  .description('puts the numbers and pictures of such a run into docs/performance.md')
  .argument('[folder]', 'of the run (default: the newest of bench/results)')
  .action(async (folder: string | undefined) => {
    const { writeDocument } = await import('./all/write-document.ts')
    writeDocument(folder, resolve(RESULTS_DIR))
  })

program
  .command('check')
  .description('whether kept results meet the budgets of bench/budgets.json')
  .argument('[files...]', "results, or folders with them (default: each bench's newest of bench/results)")
  .addOption(
    option('--runs <n>', 'so many results of each bench, the newest, must meet them', CHECK_DEFAULTS.runs),
  )
  .option('--partial', 'what was not measured does not fail the check')
  .addHelpText('after', '\nExit codes: 0 all budgets met · 1 one missed or not measured, or wrong use')
  .action(async (files: readonly string[], flags: CheckFlags) => {
    const parsed = parseCheckFlags(flags, files)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { checkBudgets } = await import('./check/run.ts')
    if (!checkBudgets(parsed.options, resolve(RESULTS_DIR))) process.exitCode = 1
  })

program
  .command('links')
  .description("what the planet's simulated distances take beyond what they say, alone and under load")
  .addOption(option('--rounds <n>', 'how often each distance takes its turn', LINKS_DEFAULTS.rounds))
  .addOption(option('--milliseconds <n>', 'of each turn', LINKS_DEFAULTS.milliseconds))
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
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
  .command('flight')
  .description('round trips and milliseconds of a commit to a far primary, cold and warm, by way')
  .addOption(option('--rounds <n>', 'how often each way takes its turn', FLIGHT_DEFAULTS.rounds))
  .addOption(option('--distances <list>', 'round trips in milliseconds', FLIGHT_DEFAULTS.distances))
  .addOption(option('--statements <list>', 'how many a commit has', FLIGHT_DEFAULTS.statements))
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
  .addHelpText('after', '\nExit codes: 0 measured · 1 not so, stopped, or wrong use')
  .action(async (flags: FlightFlags & Out) => {
    const parsed = parseFlightFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { benchFlight } = await import('./flight/run.ts')
    await benchFlight(parsed.options, resolve(flags.out), stopping.signal)
  })

program
  .command('world')
  .description(
    'the world with 1, 2, 3, 6 and 12 regions, simulated: latency, load, what a loss does, where the next one should stand',
  )
  .addOption(option('--requests <n>', 'in each world', WORLD_DEFAULTS.requests))
  .addOption(option('--seed <n>', 'the same seed gives the same figures', WORLD_DEFAULTS.seed))
  .addOption(option('--writes <share>', 'of the requests', WORLD_DEFAULTS.writes))
  .addOption(option('--sizes <list>', 'how many regions each world has', WORLD_DEFAULTS.sizes))
  .addOption(option('--regions <ids>', "the first ones, the primary's before all", WORLD_DEFAULTS.regions))
  .option('--except <countries>', 'whose people are left out, as in CN')
  .option('--flat', 'as many requests at every hour of the day')
  .addOption(option('--out <folder>', 'where the results go', RESULTS_DIR))
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

/** Its default is shown as a person would type it. */
function option(flags: string, description: string, value: string): Option {
  return new Option(flags, description).default(value, value)
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

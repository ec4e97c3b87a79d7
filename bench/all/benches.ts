/**
 * What `npm run bench -- all` runs, in this order, each with settings that let all of them be done in 20 minutes on two
 * processors. Each is loaded when its turn has come.
 */
import { CITIES } from '../../planet/cities.ts'
import { BOOT_DEFAULTS, parseBootFlags } from '../boot/options.ts'
import { FLIGHT_DEFAULTS, parseFlightFlags } from '../flight/options.ts'
import { FEW_GATEWAY_TURNS } from '../gateway/options.ts'
import { LINKS_DEFAULTS, parseLinksFlags } from '../links/options.ts'
import { LOSS_DEFAULTS, parseLossFlags } from '../loss/options.ts'
import { type Parsed, parseCitiesFlags } from '../options.ts'
import { parseRegionFlags } from '../region/options.ts'
import type { BenchResult } from '../result.ts'
import { parseRoutingFlags } from '../routing/options.ts'
import { parseWorldFlags, WORLD_DEFAULTS } from '../world/options.ts'

export type Bench = {
  /** As in `npm run bench -- <id>`, and as its result is called. */
  readonly id: string
  readonly title: string
  readonly question: string
  /** What its numbers are held against. */
  readonly against: string
  /** About how long it takes. */
  readonly seconds: number
  readonly run: (outDir: string, signal: AbortSignal) => Promise<BenchResult>
}

export const BENCHES: readonly Bench[] = [
  {
    id: 'size',
    title: 'Bundle',
    question: 'How large is the Worker that a deployment uploads?',
    against: 'a budget of its own',
    seconds: 5,
    async run(outDir, signal) {
      const { benchSize } = await import('../size/run.ts')
      return await benchSize({}, outDir, signal)
    },
  },
  {
    id: 'world',
    title: 'World',
    question:
      "What does each further region bring the world's users, by the gateway's own routing on a model of the network?",
    against: 'the same requests in a world with one region',
    seconds: 60,
    async run(outDir, signal) {
      const { benchWorld } = await import('../world/run.ts')
      return await benchWorld(optionsOf(parseWorldFlags(WORLD_DEFAULTS)), outDir, signal)
    },
  },
  {
    id: 'routing',
    title: 'Routing',
    question: 'What does it take to decide where a request goes, and how does that grow with the regions?',
    against: 'one signature, which every request pays',
    seconds: 140,
    async run(outDir, signal) {
      const { benchRouting } = await import('../routing/run.ts')
      const options = optionsOf(parseRoutingFlags({ rounds: '3', milliseconds: '200' }))
      return await benchRouting(options, outDir, signal)
    },
  },
  {
    id: 'gateway',
    title: 'Gateway',
    question: 'What does the gateway cost a request, and where does its time go?',
    against:
      'a bare pass-through Worker; one that signs; one that speaks the wire by hand; nginx and haproxy',
    seconds: 150,
    async run(outDir, signal) {
      const { benchGateway } = await import('../gateway/run.ts')
      return await benchGateway(FEW_GATEWAY_TURNS, outDir, signal)
    },
  },
  {
    id: 'region',
    title: 'Region',
    question: 'What does the app of a region cost a request, with all of its middleware?',
    against:
      'bare Hono and postgres.js; the same over the region’s own reader; Fastify and pg; pgbench with the same query',
    seconds: 290,
    async run(outDir, signal) {
      const { benchRegion } = await import('../region/run.ts')
      const options = optionsOf(parseRegionFlags({ rounds: '9', milliseconds: '300' }))
      return await benchRegion(options, outDir, signal)
    },
  },
  {
    id: 'flight',
    title: 'Flight',
    question: 'How many round trips does a commit of 1 to 10 statements take, cold and warm?',
    against: 'one round trip; Drizzle’s transaction; postgres.js by hand; the write forwarded whole',
    seconds: 90,
    async run(outDir, signal) {
      const { benchFlight } = await import('../flight/run.ts')
      const options = optionsOf(parseFlightFlags({ ...FLIGHT_DEFAULTS, rounds: '4' }))
      return await benchFlight(options, outDir, signal)
    },
  },
  {
    id: 'links',
    title: 'Links',
    question: 'Are the planet’s distances what they say?',
    against: 'the distance and a bare connection on the same machine',
    seconds: 30,
    async run(outDir, signal) {
      const { benchLinks } = await import('../links/run.ts')
      const options = optionsOf(parseLinksFlags(LINKS_DEFAULTS))
      return await benchLinks(options, outDir, signal)
    },
  },
  {
    id: 'cities',
    title: 'Cities',
    question:
      'What does a user in each city wait for a static file, a read and a write; what does a commit cost; what does a read of one’s own write wait for?',
    against: 'light in fibre; one round trip to the primary; the same app in one region',
    seconds: 190,
    async run(outDir, signal) {
      const { benchCities } = await import('../cities/run.ts')
      const known = CITIES.map(({ id }) => id)
      const flags = { cities: FEW_CITIES, requests: '40' }
      return await benchCities(optionsOf(parseCitiesFlags(flags, known)), outDir, signal)
    },
  },
  {
    id: 'loss',
    title: 'Loss of a region',
    question: 'What do clients see when a region’s app and database are killed under load?',
    against: 'nothing failed, nothing lost, nothing doubled',
    seconds: 45,
    async run(outDir, signal) {
      const { benchLoss } = await import('../loss/run.ts')
      return await benchLoss(optionsOf(parseLossFlags(LOSS_DEFAULTS)), outDir, signal)
    },
  },
  {
    id: 'boot',
    title: 'Start',
    question: 'How long does a person wait for npm start, the first time after install and from then on?',
    against: 'a budget of its own',
    seconds: 60,
    async run(outDir, signal) {
      const { benchBoot } = await import('../boot/run.ts')
      return await benchBoot(optionsOf(parseBootFlags(BOOT_DEFAULTS)), outDir, signal)
    },
  },
]

/** Those with a region, and two that have none near; more would queue for two processors. */
const FEW_CITIES = 'iad,bom,fra,sin,syd'

/** The settings above are no user's: that they are wrong is a mistake here. */
function optionsOf<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.options
  throw new RangeError(parsed.errors.join('\n'))
}

/** A result -> how it was measured, and what it can't say. Pure. */
import { KINDS } from '../../cities/kinds.ts'
import type { KeptResult } from '../kept-result.ts'
import { momentOf, percent, plural, whole } from '../numbers.ts'
import { HOME, nameOf } from '../places.ts'
import { countMeasurements } from './verdict.ts'

export type Fact = { readonly term: string; readonly detail: string }

/** Above it requests queue for a processor: bench/cities/report.ts warns of the same. */
const BUSY = 0.6
const FEW_REQUESTS = 20

/** @returns what stands under the title. */
export function factsOf(result: KeptResult): readonly Fact[] {
  const { day, time } = momentOf(result.date)
  const { rows, parameters } = result
  const cities = new Set(rows.map(({ city }) => city)).size
  const baseline = rows.some(({ baseline }) => baseline) ? ', with and without Nearside' : ''
  const from = result.target.kind === 'planet' ? plural(cities, 'city', 'cities') : 'one machine'
  return [
    { term: 'Measured', detail: `${day}, ${time}` },
    { term: 'Target', detail: targetOf(result) },
    {
      term: 'Requests',
      detail: `${whole(parameters.requests)} of each kind from ${from}${baseline}`,
    },
    { term: 'Commit', detail: commitOf(result) },
  ]
}

/** @returns what makes the numbers worse witnesses than they look. */
export function cautionsOf(result: KeptResult): readonly string[] {
  const { machine, parameters } = result
  const { failed } = countMeasurements(result)
  return [
    ...(machine.busy > BUSY
      ? [
          `The processors were ${percent(machine.busy)} busy: these times are also of waiting for them. Stop what else runs, and measure again.`,
        ]
      : []),
    ...(parameters.requests < FEW_REQUESTS
      ? [
          `Only ${plural(parameters.requests, 'request')} of each kind: enough to see that it works, too few for a percentile.`,
        ]
      : []),
    ...(failed > 0
      ? [
          `${plural(failed, 'measurement')} failed, and ${failed === 1 ? 'is' : 'are'} in no percentile. All numbers, below, name them.`,
        ]
      : []),
  ]
}

/** @returns the small print. */
export function methodOf(result: KeptResult): readonly Fact[] {
  const { target, machine, rows } = result
  const hasBaseline = rows.some(({ baseline }) => baseline)
  return [
    ...(target.kind === 'planet' ? [planetDistance()] : [deploymentPlace()]),
    {
      term: 'What is timed',
      detail:
        "From the request's first byte out to the answer's last byte in, on a warm keep-alive connection. Each city sends one request at a time, all cities at once. So it is what a user waits for, not what the system can carry.",
    },
    ...(hasBaseline ? [singleRegion(result)] : []),
    {
      term: 'Floor',
      detail:
        'Light in fibre along the great circle, from the client to where the data stands and back, as the receipt of the request says it. Nothing sent through fibre can be faster, and no real cable is as straight.',
    },
    { term: 'Percentiles', detail: percentilesOf(result) },
    {
      term: 'Clock',
      detail: "The client's own monotonic clock (performance.now); no two machines' clocks are compared.",
    },
    {
      term: 'Machine',
      detail: `${machine.cpu}, ${plural(machine.cores, 'processor')}, ${machine.memoryGb} GB, ${machine.system}, Node.js ${machine.node}, ${percent(machine.busy)} busy while measuring.`,
    },
  ]
}

/** @returns the command that measures anew what this result has. */
export function commandOf({ target, parameters, rows }: KeptResult): string {
  const deployment = target.kind === 'deployment'
  return [
    'npm run bench -- report --run',
    ...(deployment ? [`--url ${target.url}`] : [`--cities ${parameters.cities.join(',')}`]),
    ...(deployment && rows.some(({ baseline }) => baseline) ? ['--baseline-url <its single region>'] : []),
    `--requests ${parameters.requests}`,
    ...(parameters.readOnly ? ['--read-only'] : []),
  ].join(' ')
}

/** @returns such as "Read: GET /api/products/:id". */
export function requestsOf({ rows }: KeptResult): readonly Fact[] {
  return KINDS.filter(({ id }) => rows.some(({ kind }) => kind === id)).map(({ label, request }) => ({
    term: label,
    detail: request,
  }))
}

function targetOf({ target }: KeptResult): string {
  return target.kind === 'planet' ? 'A planet on one machine, distances simulated' : target.url
}

function commitOf({ commit }: KeptResult): string {
  if (commit === undefined) return 'not known'
  const short = commit.slice(0, 10)
  return commit.endsWith('+') ? `${short}, with changes that are not committed` : short
}

function planetDistance(): Fact {
  return {
    term: 'Distance is simulated',
    detail:
      "One machine plays the world: a real Postgres primary with streaming replicas, the real regional app and the real Worker, joined by links that hold every byte back for half of a city-to-city round trip. The round trips are measured ones (Azure's published 95th percentiles); the last mile of every client is 10 ms. Lost packets, crowded lines and the setup of connections are not in these times.",
  }
}

function deploymentPlace(): Fact {
  return {
    term: 'Seen from one place',
    detail:
      'All requests came from the machine that ran the bench. Users elsewhere see other times. Run it where they are.',
  }
}

function singleRegion({ target }: KeptResult): Fact {
  const detail =
    target.kind === 'planet'
      ? `The same app used without Nearside: the client's own connection goes all the way to ${nameOf(HOME)}, and the edge and the region there answer. Both variants of a request went one after the other, the first one changing from round to round.`
      : 'The same requests to the address that --baseline-url named. Both variants went one after the other, the first one changing from round to round.'
  return { term: 'Single region', detail }
}

function percentilesOf({ rows }: KeptResult): string {
  const counts = rows.flatMap(({ nearside }) => nearside.times?.count ?? [])
  const least = Math.min(...counts)
  const slowest =
    counts.length > 0 && least < 100 ? ` Of ${whole(least)} samples, p99 is simply the slowest one.` : ''
  return `By nearest rank: each is a time that was measured, none is between two.${slowest} p50 is the median, the time that half of the requests do not exceed.`
}

/** What no run of this bench measures, so that nobody looks for it in vain. */
export const NOT_IN_ANY_RUN: readonly string[] = [
  'Pages under load: one request at a time says nothing of throughput (npm run bench -- gateway and region do).',
  'Failures of regions, links and databases: npm run test:faults breaks them.',
  'Connection setup: every time here is on a warm connection.',
]

/** The form of `[vars.MESH]`. Each message says what is expected. Pure. */
import * as v from 'valibot'
import { REGION_ID } from '../protocol/region-id.ts'
import { between, choice, integer, some, table, text } from './config-form.ts'
import { expectedPattern } from './routing/path-pattern.ts'

const REGION = 'an IATA code in lower case, such as "iad"'
const RegionId = v.pipe(v.string(REGION), v.regex(REGION_ID, REGION))
const PATH = 'a path that starts with "/"'
const PathPattern = v.pipe(
  v.string(PATH),
  v.check(
    (pattern) => expectedPattern(pattern) === undefined,
    ({ input }) => expectedPattern(input) ?? PATH,
  ),
)
const Colo = text(/^[A-Z]{3}$/, 'an IATA code in capitals, such as "BOM"')
const Country = text(/^[A-Z][A-Z0-9]$/, 'an ISO 3166-1 code of two letters in capitals, such as "IN"')
const Continent = choice(['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA'])
const Milliseconds = integer(1, 120_000, ' milliseconds')
const Share = between(0, 1)
const ORIGIN =
  'an https origin without a path, such as "https://bom.example.com" (http only for this machine itself)'

const Region = table({
  id: RegionId,
  /** Where the region's app is reached: an origin, without a path. Either this or a binding. */
  origin: v.optional(v.pipe(v.string(ORIGIN), v.check(isOrigin, ORIGIN))),
  /** The name of a service that is bound to the Worker: one of Workers VPC, or a Worker. */
  binding: v.optional(text(/^[A-Za-z_$][\w$]*$/, 'the name of a binding, such as "BOM_VPC"')),
  latitude: between(-90, 90, ' degrees'),
  longitude: between(-180, 180, ' degrees'),
  /** The share of its own traffic that it takes; the rest goes to the next-best region. */
  weight: v.optional(Share, 1),
  /** What it can carry, in any unit that is the same for all regions: what is left after a drain is judged by it. */
  capacity: v.optional(between(0, 1_000_000), 1),
})

/** One rule: what it matches (all that is given must match), then what it decides. The first match wins. */
const Route = table({
  /** Names the rule for people; without it it is named by its index. */
  id: v.optional(text(/^[\w.-]{1,64}$/, '1 to 64 letters, digits, ".", "_" or "-"')),
  path: v.optional(PathPattern),
  method: v.optional(text(/^[A-Z]+$/, 'a method in capitals, such as "POST"')),
  country: v.optional(some(Country)),
  continent: v.optional(some(Continent)),
  colo: v.optional(some(Colo)),
  asn: v.optional(some(integer(1, 4_294_967_295))),
  intent: v.optional(choice(['read', 'write'])),
  /** `nearest`: the nearest region. `home`: the primary's region. */
  via: v.optional(choice(['nearest', 'home'])),
  /**
   * `false`: a write is sent once. For handlers that don't keep their answer under the idempotency key, and so would do
   * a write again that is sent again.
   */
  retries: v.optional(v.boolean('true or false')),
  /** The only regions that may serve it. */
  only: v.optional(some(RegionId)),
  /** These regions first, in this order, while they are well and not drained; then the others by distance. */
  prefer: v.optional(some(RegionId)),
  /** This region first, however far it is and whether it is well or not, unless it is drained. */
  pin: v.optional(RegionId),
})

export const Mesh = table({
  primary: RegionId,
  /** Names this version of the config; by default it is named by its content. */
  epoch: v.optional(text(/^[\w.-]{1,64}$/, '1 to 64 letters, digits, ".", "_" or "-"')),
  app: v.optional(some(PathPattern), ['/api/*']),
  regions: some(Region),
  routes: v.optional(v.array(Route, 'a list of tables'), []),
  timeouts: v.optional(
    table({ perTryMs: v.optional(Milliseconds, 2000), totalMs: v.optional(Milliseconds, 10_000) }),
    {},
  ),
  /** Which requests write a line to the log: those that went wrong somewhere on their way, all, or none. */
  logs: v.optional(choice(['problems', 'all', 'none']), 'problems'),
  /** Reads that are not answered in time are also sent to the next-best region; off where it is left out. */
  hedge: v.optional(
    table({
      /** How long the first try may take; `p95`: longer than 95 of 100 have taken lately. */
      after: v.optional(
        v.union([v.literal('p95'), Milliseconds], '"p95" or a whole number of milliseconds from 1 to 120000'),
        'p95',
      ),
      /** The share of reads that may be sent twice. */
      budget: v.optional(between(0, 0.2), 0.05),
    }),
  ),
  /** Bodies up to this size are kept for a second try; larger ones stream without one. */
  replayBodyMaxBytes: v.optional(integer(0, 1_048_576, ' bytes'), 262_144),
})

export type MeshOutput = v.InferOutput<typeof Mesh>

/** Between edge and region nothing crosses the internet unencrypted. */
function isOrigin(value: string): boolean {
  if (!/^https?:\/\/[^/?#@\\\s]+$/.test(value) || !URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost)$/.test(hostname)
}

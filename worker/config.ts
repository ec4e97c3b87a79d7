/** `[vars.MESH]` of wrangler.toml -> one frozen {@link MeshConfig}. Every error is named at once. Pure. */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { REGION_ID } from '../protocol/region-id.ts'

const RegionId = v.pipe(
  v.string(),
  v.regex(REGION_ID, ({ input }) => `expected an IATA code such as "iad", found "${input}"`),
)
const PathPattern = v.pipe(v.string(), v.startsWith('/', 'expected a path that starts with "/"'))
const Milliseconds = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120_000))
const Words = v.pipe(v.array(v.string()), v.minLength(1))

const Region = v.strictObject({
  id: RegionId,
  /** Where the region's app is reached: an origin, without a path. */
  origin: v.pipe(v.string(), v.url(), v.regex(/^https?:\/\/[^/?#]+$/, 'expected an origin without a path')),
  latitude: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
  longitude: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
  /** The share of its own traffic that it takes; the rest goes to the next-best region. */
  weight: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  /** What it can carry, in any unit that is the same for all regions: what is left after a drain is judged by it. */
  capacity: v.optional(v.pipe(v.number(), v.minValue(0)), 1),
})

/** One rule: what it matches (all that is given must match), then what it decides. The first match wins. */
const Route = v.strictObject({
  path: v.optional(PathPattern),
  method: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]+$/, 'expected a method in capitals'))),
  country: v.optional(Words),
  continent: v.optional(Words),
  colo: v.optional(Words),
  asn: v.optional(v.pipe(v.array(v.number()), v.minLength(1))),
  intent: v.optional(v.picklist(['read', 'write'])),
  /** `nearest`: the nearest region. `home`: the primary's region. */
  via: v.optional(v.picklist(['nearest', 'home'])),
  /**
   * `false`: a write is sent once. For handlers that don't keep their answer under the idempotency key, and so would do
   * a write again that is sent again.
   */
  retries: v.optional(v.boolean()),
  /** The only regions that may serve it. */
  only: v.optional(v.pipe(v.array(RegionId), v.minLength(1))),
})

const Mesh = v.pipe(
  v.strictObject({
    primary: RegionId,
    /** Names this version of the config; by default it is named by its content. */
    epoch: v.optional(
      v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/, 'expected letters, digits, ".", "_" or "-"')),
    ),
    app: v.optional(v.pipe(v.array(PathPattern), v.minLength(1)), ['/api/*']),
    regions: v.pipe(v.array(Region), v.minLength(1)),
    routes: v.optional(v.array(Route), []),
    timeouts: v.optional(
      v.strictObject({ perTryMs: v.optional(Milliseconds, 2000), totalMs: v.optional(Milliseconds, 10_000) }),
      {},
    ),
    /** Which requests write a line to the log: those that went wrong somewhere on their way, all, or none. */
    logs: v.optional(v.picklist(['problems', 'all', 'none']), 'problems'),
    /** Reads that are not answered in time are also sent to the next-best region; off where it is left out. */
    hedge: v.optional(
      v.strictObject({
        /** How long the first try may take; `p95`: longer than 95 of 100 have taken lately. */
        after: v.optional(v.union([v.literal('p95'), Milliseconds]), 'p95'),
        /** The share of reads that may be sent twice. */
        budget: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.2)), 0.05),
      }),
    ),
    /** Bodies up to this size are kept for a second try; larger ones stream without one. */
    replayBodyMaxBytes: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_048_576)),
      262_144,
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    for (const message of inconsistencies(dataset.value)) addIssue({ message })
  }),
)

export type RegionConfig = Readonly<v.InferOutput<typeof Region>>
export type RouteRule = Readonly<v.InferOutput<typeof Route>>
export type MeshConfig = Readonly<Omit<v.InferOutput<typeof Mesh>, 'regions' | 'routes' | 'epoch'>> & {
  readonly regions: readonly RegionConfig[]
  readonly routes: readonly RouteRule[]
  /** Names this version of the config; 8 hexadecimal digits over its content where it names none itself. */
  readonly epoch: string
}

export type ConfigResult =
  | { readonly ok: true; readonly config: MeshConfig }
  | { readonly ok: false; readonly errors: readonly string[] }

/** @returns the config, or every error with its key, what was expected and what was found. */
export function parseConfig(input: unknown): ConfigResult {
  const result = v.safeParse(Mesh, input)
  if (!result.success) return { ok: false, errors: result.issues.map(describe) }
  const epoch =
    result.output.epoch ??
    createHash('sha256').update(JSON.stringify(result.output)).digest('hex').slice(0, 8)
  return { ok: true, config: deepFreeze({ ...result.output, epoch }) }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part)
  return Object.freeze(value)
}

function describe(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue)
  const found = /found|received|:/.test(issue.message) ? '' : `, found ${issue.received}`
  return `MESH${key ? `.${key}` : ''}: ${issue.message}${found}`
}

function inconsistencies(mesh: MeshShape): string[] {
  const ids = mesh.regions.map(({ id }) => id)
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  const unknown = mesh.routes.flatMap(({ only = [] }, index) =>
    only.filter((id) => !ids.includes(id)).map((id) => `routes.${index}.only: no region is called "${id}"`),
  )
  return [
    ...twice.map((id) => `regions: the id "${id}" stands twice`),
    ...(ids.includes(mesh.primary)
      ? []
      : [`primary: expected one of ${ids.join(', ')}, found "${mesh.primary}"`]),
    ...unknown,
    ...mesh.routes.flatMap(({ via, only }, index) =>
      via === 'home' && only && !only.includes(mesh.primary)
        ? [`routes.${index}: via "home" is the primary's region "${mesh.primary}", which "only" leaves out`]
        : [],
    ),
    ...((mesh.timeouts.perTryMs ?? 0) > (mesh.timeouts.totalMs ?? 0)
      ? ['timeouts.perTryMs: expected at most timeouts.totalMs']
      : []),
  ]
}

type MeshShape = {
  readonly primary: string
  readonly regions: readonly { readonly id: string }[]
  readonly routes: readonly {
    readonly only?: readonly string[] | undefined
    readonly via?: string | undefined
  }[]
  readonly timeouts: { readonly perTryMs?: number | undefined; readonly totalMs?: number | undefined }
}

import * as v from 'valibot'
import { CITIES, REGION_IDS } from './cities.ts'
import type { ServerNumber } from './servers.ts'

/** Something to break on the planet; healing ends every fault at once. */
export type Fault =
  /** The region's app is killed. */
  | { readonly fault: 'crash-app'; readonly region: string }
  /** A database is killed, or stops applying what it receives. `server` is the first unless given. */
  | {
      readonly fault: 'crash-db' | 'pause-replay'
      readonly region: string
      readonly server?: ServerNumber | undefined
    }
  | ({ readonly fault: 'cut' | 'blackhole' } & LinkChoice)
  /** `ms` milliseconds are added to the round trip. */
  | ({ readonly fault: 'slow'; readonly ms: number } & LinkChoice)
  /** Nothing of the primary's log reaches any replica, while the apps reach the primary. Ends with a failover, too. */
  | { readonly fault: 'hold-replication' }
  /** The primary is killed, the replica in the region is promoted and the others follow it. */
  | { readonly fault: 'failover'; readonly region: string }
  /** The region's database servers are stopped and let run in turn: each of their answers comes up to `ms` later. */
  | { readonly fault: 'slow-db'; readonly region: string; readonly ms: number }
  /** The edges' store of the overlay: every call fails, none returns, or it holds something else. */
  | { readonly fault: 'kv-down' | 'kv-hang' | 'kv-garbage' }
  /** What is put into it is read `ms` milliseconds later. */
  | { readonly fault: 'kv-slow'; readonly ms: number }
  /** A primary that a failover left dead is started as it was. Without a region: the only one. */
  | { readonly fault: 'return-primary'; readonly region?: string | undefined }

/**
 * `edge`: the links from the edges to the region, or the one from city `from`. `primary`: all links from the region to
 * the databases of the others. `replication`: of these, the ones that the region's replicas receive by.
 */
export type LinkChoice = {
  readonly region: string
  readonly link: 'edge' | 'primary' | 'replication'
  readonly from?: string | undefined
}

export type FieldError = { readonly field: string; readonly message: string }

/** Judges the form of the body of `POST /_planet/faults`; every error names its field. */
export function parseFault(
  json: unknown,
): { ok: true; fault: Fault } | { ok: false; errors: readonly FieldError[] } {
  const parsed = v.safeParse(FAULT, json)
  const errors = parsed.success ? contradictions(parsed.output) : parsed.issues.map(fieldError)
  return parsed.success && errors.length === 0 ? { ok: true, fault: parsed.output } : { ok: false, errors }
}

function contradictions(fault: Fault): readonly FieldError[] {
  if (!('link' in fault) || fault.link === 'edge' || !fault.from) return []
  return [{ field: 'from', message: 'goes with the links of the edge alone' }]
}

function fieldError(issue: v.BaseIssue<unknown>): FieldError {
  const field = v.getDotPath(issue) ?? 'body'
  return { field, message: fieldMessage(issue, field) }
}

function fieldMessage({ type, expected, received, message }: v.BaseIssue<unknown>, field: string): string {
  if (field === 'body') return `expected an object, found ${received}`
  if (type === 'strict_object' && expected === 'never') return 'is not a field of this fault'
  return received === 'undefined' ? `is missing (${MEANING[field]})` : message
}

const MAX_EXTRA_MS = 60_000
/** Beyond it the app gives the server up, and the fault is another one. */
const MAX_STOP_MS = 2_000
const MAX_SPREAD_MS = 600_000

const oneOf = (ids: readonly string[]) =>
  v.picklist(ids, ({ received }) => `expected one of ${ids.join(', ')}, found ${received}`)

const REGION = oneOf(REGION_IDS)
const LINKS = ['edge', 'primary', 'replication'] as const
const LINK_CHOICE = {
  region: REGION,
  link: v.optional(v.picklist(LINKS, 'expected "edge", "primary" or "replication"'), 'edge'),
  from: v.optional(oneOf(CITIES.map(({ id }) => id))),
}
const EXTRA_MS = v.pipe(
  v.number('expected the milliseconds to add to the round trip'),
  v.minValue(1, 'expected at least 1'),
  v.maxValue(MAX_EXTRA_MS, `expected at most ${MAX_EXTRA_MS}`),
)
const STOP_MS = v.pipe(
  v.number('expected the milliseconds by which an answer of the database is late at most'),
  v.minValue(1, 'expected at least 1'),
  v.maxValue(MAX_STOP_MS, `expected at most ${MAX_STOP_MS}`),
)
const SPREAD_MS = v.pipe(
  v.number('expected the milliseconds until what is put is read'),
  v.minValue(1, 'expected at least 1'),
  v.maxValue(MAX_SPREAD_MS, `expected at most ${MAX_SPREAD_MS}`),
)
const SERVER = v.optional(v.picklist([1, 2], 'expected 1 or 2'))
const KINDS: readonly Fault['fault'][] = [
  ...(['crash-app', 'crash-db', 'slow-db', 'pause-replay', 'cut', 'blackhole', 'slow'] as const),
  ...(['hold-replication', 'failover', 'return-primary'] as const),
  ...(['kv-down', 'kv-hang', 'kv-garbage', 'kv-slow'] as const),
]

/** What the fields that no fault does without stand for. */
const MEANING: Readonly<Record<string, string>> = {
  fault: `one of ${KINDS.join(', ')}`,
  region: `one of ${REGION_IDS.join(', ')}`,
  ms: 'slow adds that many milliseconds to the round trip, slow-db answers at most and kv-slow spreads just that much later',
}

const FAULT = v.variant(
  'fault',
  [
    v.strictObject({ fault: v.picklist(['crash-app', 'failover']), region: REGION }),
    v.strictObject({ fault: v.picklist(['crash-db', 'pause-replay']), region: REGION, server: SERVER }),
    v.strictObject({ fault: v.picklist(['cut', 'blackhole']), ...LINK_CHOICE }),
    v.strictObject({ fault: v.literal('slow'), ms: EXTRA_MS, ...LINK_CHOICE }),
    v.strictObject({ fault: v.literal('slow-db'), region: REGION, ms: STOP_MS }),
    v.strictObject({ fault: v.picklist(['hold-replication', 'kv-down', 'kv-hang', 'kv-garbage']) }),
    v.strictObject({ fault: v.literal('kv-slow'), ms: SPREAD_MS }),
    v.strictObject({ fault: v.literal('return-primary'), region: v.optional(REGION) }),
  ],
  ({ received }) => `expected one of ${KINDS.join(', ')}, found ${received}`,
)

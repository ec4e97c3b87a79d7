/** The JSON that a run of the cities has left -> what a report is made of, or every error by its key. Pure. */
import * as v from 'valibot'
import { KINDS } from '../cities/kinds.ts'
import type { Way } from '../statements/rows.ts'

const Milliseconds = v.pipe(v.number(), v.minValue(0))
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))
const Failures = v.array(v.string())
const Kind = v.picklist(KINDS.map(({ id }) => id))
const Times = v.object({ count: Count, p50: Milliseconds, p95: Milliseconds, p99: Milliseconds })
const Measured = v.object({ times: v.exactOptional(Times), failures: Failures })

const Row = v.object({
  city: v.string(),
  kind: Kind,
  regions: v.array(v.string()),
  floorMs: v.exactOptional(Milliseconds),
  nearside: Measured,
  baseline: v.exactOptional(Measured),
  timesFaster: v.exactOptional(v.number()),
  timesFloor: v.exactOptional(v.number()),
})

const Sample = v.object({
  city: v.string(),
  kind: Kind,
  variant: v.picklist(['nearside', 'baseline']),
  ms: Milliseconds,
  failure: v.exactOptional(v.string()),
})

const Statement = v.object({
  way: v.picklist(['flight', 'unkeyed', 'transaction'] satisfies readonly Way[]),
  statements: Count,
  times: v.exactOptional(Times),
  roundTrips: v.exactOptional(v.number()),
  failures: Failures,
})

const Freshness = v.object({
  reads: Count,
  local: Count,
  waited: Count,
  primary: Count,
  elsewhere: Count,
  wait: v.exactOptional(v.object({ ...Times.entries, max: Milliseconds })),
  write: v.exactOptional(Times),
  read: v.exactOptional(Times),
  sticky: v.exactOptional(Times),
  failures: Failures,
})

const Result = v.object({
  date: v.pipe(v.string(), v.isoTimestamp()),
  commit: v.exactOptional(v.string()),
  machine: v.object({
    cpu: v.string(),
    cores: Count,
    memoryGb: v.number(),
    system: v.string(),
    node: v.string(),
    busy: v.number(),
  }),
  target: v.object({ kind: v.picklist(['planet', 'deployment']), url: v.string() }),
  parameters: v.object({ cities: v.array(v.string()), requests: Count, readOnly: v.boolean() }),
  rows: v.pipe(v.array(Row), v.minLength(1)),
  samples: v.array(Sample),
  /** Empty where nothing was written, or by a deployment's clients. */
  statements: v.optional(v.array(Statement), []),
  freshness: v.exactOptional(Freshness),
  budgets: v.optional(
    v.array(v.object({ budget: v.string(), limit: v.string(), found: v.string(), met: v.boolean() })),
    [],
  ),
})

export type KeptResult = Readonly<v.InferOutput<typeof Result>>
export type KeptTimes = v.InferOutput<typeof Times>

export type ParsedResult =
  | { readonly ok: true; readonly result: KeptResult }
  | { readonly ok: false; readonly errors: readonly string[] }

/** @param file is named in every error. */
export function parseKeptResult(json: string, file: string): ParsedResult {
  const parsed = parseJson(json)
  if ('error' in parsed) return { ok: false, errors: [`${file}: expected JSON, found ${parsed.error}`] }
  const result = v.safeParse(Result, parsed.value)
  if (result.success) return { ok: true, result: result.output }
  const errors = result.issues.map((issue) => `${file}: ${describe(issue)}`)
  const more = errors.length - MOST_ERRORS
  return {
    ok: false,
    errors: more > 0 ? [...errors.slice(0, MOST_ERRORS), `${file}: ${more} more like these`] : errors,
  }
}

/** A file of another kind has hundreds. */
const MOST_ERRORS = 8

function parseJson(json: string): { readonly value: unknown } | { readonly error: string } {
  try {
    return { value: JSON.parse(json) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue) ?? 'the file'
  const expected = issue.kind === 'schema' ? issue.expected : (issue.expected ?? issue.type)
  if (issue.received === 'undefined') return `${key}: is missing`
  return `${key}: expected ${expected}, found ${issue.received}`
}

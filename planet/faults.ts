import * as v from 'valibot'
import { CITIES, REGION_IDS } from './cities.ts'

/** Something to break on the planet; healing ends every fault at once. */
export type Fault =
  /** The region's app or database is killed, or its replica stops applying what it receives. */
  | { readonly fault: 'crash-app' | 'crash-db' | 'pause-replay'; readonly region: string }
  | ({ readonly fault: 'cut' | 'blackhole' } & LinkChoice)
  /** `ms` milliseconds are added to the round trip. */
  | ({ readonly fault: 'slow'; readonly ms: number } & LinkChoice)

/** `edge`: the links from the edges to the region, or the one from city `from`. `primary`: from the region to the primary. */
export type LinkChoice = {
  readonly region: string
  readonly link: 'edge' | 'primary'
  readonly from?: string | undefined
}

export type FieldError = { readonly field: string; readonly message: string }

/** Judges the body of `POST /_planet/faults`; every error names its field. */
export function parseFault(
  json: unknown,
): { ok: true; fault: Fault } | { ok: false; errors: readonly FieldError[] } {
  const parsed = v.safeParse(FAULT, json)
  const errors = parsed.success ? contradictions(parsed.output) : parsed.issues.map(fieldError)
  return parsed.success && errors.length === 0 ? { ok: true, fault: parsed.output } : { ok: false, errors }
}

function contradictions(fault: Fault): readonly FieldError[] {
  const atPrimary = fault.region === PRIMARY_REGION
  if (fault.fault === 'pause-replay') {
    return atPrimary
      ? [{ field: 'region', message: `${PRIMARY_REGION} holds the primary, which replays nothing` }]
      : []
  }
  if (!('link' in fault) || fault.link === 'edge') return []
  return [
    ...(atPrimary
      ? [{ field: 'link', message: `${PRIMARY_REGION} holds the primary: no link lies between` }]
      : []),
    ...(fault.from ? [{ field: 'from', message: 'goes with the links of the edge alone' }] : []),
  ]
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

const PRIMARY_REGION = REGION_IDS[0]
const MAX_EXTRA_MS = 60_000

const oneOf = (ids: readonly string[]) =>
  v.picklist(ids, ({ received }) => `expected one of ${ids.join(', ')}, found ${received}`)

const REGION = oneOf(REGION_IDS)
const LINK_CHOICE = {
  region: REGION,
  link: v.optional(v.picklist(['edge', 'primary'], 'expected "edge" or "primary"'), 'edge'),
  from: v.optional(oneOf(CITIES.map(({ id }) => id))),
}
const EXTRA_MS = v.pipe(
  v.number('expected the milliseconds to add to the round trip'),
  v.minValue(1, 'expected at least 1'),
  v.maxValue(MAX_EXTRA_MS, `expected at most ${MAX_EXTRA_MS}`),
)
const KINDS = ['crash-app', 'crash-db', 'pause-replay', 'cut', 'blackhole', 'slow'] as const

/** What the fields that no fault does without stand for. */
const MEANING: Readonly<Record<string, string>> = {
  fault: `one of ${KINDS.join(', ')}`,
  region: `one of ${REGION_IDS.join(', ')}`,
  ms: 'slow adds that many milliseconds to the round trip',
}

const FAULT = v.variant(
  'fault',
  [
    v.strictObject({ fault: v.picklist(['crash-app', 'crash-db', 'pause-replay']), region: REGION }),
    v.strictObject({ fault: v.picklist(['cut', 'blackhole']), ...LINK_CHOICE }),
    v.strictObject({ fault: v.literal('slow'), ms: EXTRA_MS, ...LINK_CHOICE }),
  ],
  ({ received }) => `expected one of ${KINDS.join(', ')}, found ${received}`,
)

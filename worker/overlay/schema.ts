/** The overlay as it is kept and spread: what has another form is refused whole. Pure. */
import * as v from 'valibot'
import type { Overlay, SafetyRule } from '../../protocol/operators/overlay.ts'
import { REGION_ID } from '../../protocol/region-id.ts'
import { expectedPattern } from '../routing/path-pattern.ts'
import { fieldErrors } from './field-errors.ts'

export type OverlayResult =
  | { readonly ok: true; readonly overlay: Overlay }
  | { readonly ok: false; readonly error: string }

/** @param text what the store holds; it may be anything. */
export function parseOverlay(text: unknown): OverlayResult {
  if (typeof text !== 'string') return { ok: false, error: `expected text, found ${typeof text}` }
  if (text.length > MOST_CHARACTERS) {
    return { ok: false, error: `expected at most ${MOST_CHARACTERS} characters, found ${text.length}` }
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, error: `expected JSON, found "${text.slice(0, 40)}"` }
  }
  const result = v.safeParse(StoredOverlay, value)
  if (result.success) return { ok: true, overlay: result.output }
  const errors = fieldErrors(result.issues, 'overlay').slice(0, 5)
  return { ok: false, error: errors.map(({ field, message }) => `${field}: ${message}`).join('; ') }
}

/** One line that is safe to print on a terminal. */
export function line(maxLength: number) {
  return v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, 'expected at least one character'),
    v.maxLength(maxLength, `expected at most ${maxLength} characters`),
    v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'expected one line without control characters'),
  )
}

export const RegionId = v.pipe(v.string(), v.regex(REGION_ID, 'expected an IATA code such as "iad"'))
export const Milliseconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const Weight = v.pipe(
  v.number(),
  v.minValue(0, 'expected from 0 to 1'),
  v.maxValue(1, 'expected from 0 to 1'),
)
/** One change a second for 30 years. A store that holds a larger one holds nonsense, which must not outrank all that follows. */
export const MOST_REVISIONS = 1_000_000_000
export const Revision = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.maxValue(MOST_REVISIONS, `expected at most ${MOST_REVISIONS}`),
)

const path = v.pipe(
  v.string(),
  v.check(
    (pattern) => expectedPattern(pattern) === undefined,
    ({ input }) => `expected ${expectedPattern(input)}`,
  ),
)
const method = v.pipe(v.string(), v.regex(/^[A-Z]{1,32}$/, 'expected a method in capitals'))

function codes(length: number, example: string) {
  const form = new RegExp(`^[A-Z]{${length}}$`)
  return several(v.pipe(v.string(), v.regex(form, `expected ${length} capitals such as "${example}"`)))
}

function several<T extends v.GenericSchema>(item: T) {
  return v.pipe(
    v.array(item),
    v.minLength(1, 'expected at least one'),
    v.maxLength(50, 'expected at most 50'),
  )
}

export const MatchSchema = v.pipe(
  v.strictObject({
    path: v.optional(path),
    method: v.optional(method),
    country: v.optional(codes(2, 'IN')),
    continent: v.optional(codes(2, 'AS')),
    colo: v.optional(codes(3, 'BOM')),
    asn: v.optional(several(v.pipe(v.number(), v.safeInteger(), v.minValue(1)))),
  }),
  v.check(
    (match) => Object.values(match).some((part) => part !== undefined),
    'expected at least one of path, method, country, continent, colo, asn',
  ),
)

const RULES = [
  'last-region',
  'primary',
  'capacity',
  'health',
  'expiry',
] as const satisfies readonly SafetyRule[]

const mark = {
  by: line(200),
  atMs: Milliseconds,
  why: line(500),
  untilMs: v.optional(Milliseconds),
  forced: v.optional(v.array(v.picklist(RULES))),
}

const StoredOverlay = v.strictObject({
  format: v.literal(1),
  revision: Revision,
  drains: v.record(RegionId, v.strictObject(mark)),
  weights: v.record(RegionId, v.strictObject({ ...mark, weight: Weight })),
  pins: v.array(v.strictObject({ ...mark, id: line(64), match: MatchSchema, to: RegionId })),
})

const MOST_CHARACTERS = 1_000_000

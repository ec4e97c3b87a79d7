/** The `traceparent` header: https://www.w3.org/TR/trace-context/#traceparent-header. Pure. */
export type Traceparent = {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits: the span of who sent it, the parent of the next one. */
  readonly spanId: string
  /** Two hex digits; bits that the standard reserves are zero, as it asks of who passes them on. */
  readonly flags: string
}

/** @returns undefined where the value is none that a trace may go on from. */
export function parseTraceparent(value: string | null | undefined): Traceparent | undefined {
  const [, version, traceId, spanId, flags, more] = FORM.exec(value ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  // Only later versions may have more fields behind the four that all have.
  if (version === '00' && more !== '') return undefined
  const known = Number.parseInt(flags, 16) & (SAMPLED | RANDOM_ID)
  return { traceId, spanId, flags: known.toString(16).padStart(2, '0') }
}

const SAMPLED = 0b01
/** Of the standard's second level. */
const RANDOM_ID = 0b10

const FORM = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(|-.*)$/

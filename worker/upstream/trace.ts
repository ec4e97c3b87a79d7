/** W3C trace context (https://www.w3.org/TR/trace-context/). Pure: randomness is an argument. */
import { parseTraceparent } from '../../protocol/traceparent.ts'

/** How many random bytes a trace takes: 16 for its id, 8 for the span's. */
export const TRACE_BYTES = 24

/**
 * Continues the client's trace with a span of our own, or begins one.
 * @param random {@link TRACE_BYTES} bytes.
 */
export function continueTrace(traceparent: string | null, random: Uint8Array): string {
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const { traceId, flags } = parseTraceparent(traceparent) ?? { traceId: hex.slice(0, 32), flags: '01' }
  return `00-${traceId}-${hex.slice(32, 48)}-${flags}`
}

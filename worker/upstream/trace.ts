/** W3C trace context (https://www.w3.org/TR/trace-context/). Pure: randomness is an argument. */
import { parseTraceparent } from '../../protocol/traceparent.ts'

/** How many random bytes a trace takes: 16 for its id, 8 for the span's. */
export const TRACE_BYTES = 24

/**
 * Continues the client's trace with a span of our own, or begins one.
 * @param random {@link TRACE_BYTES} bytes.
 */
export function continueTrace(traceparent: string | undefined, random: Uint8Array): string {
  const hex = hexOf(random)
  const { traceId, flags } = parseTraceparent(traceparent) ?? { traceId: hex.slice(0, 32), flags: '01' }
  return `00-${traceId}-${hex.slice(32, 48)}-${flags}`
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hexOf(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

/** @returns the trace's id of what {@link continueTrace} made. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35)
}

/** W3C trace context (https://www.w3.org/TR/trace-context/). Pure: randomness is an argument. */

/**
 * Continues the client's trace with a span of our own, or begins one.
 * @param random 24 bytes: 16 for a trace id, 8 for the span id.
 */
export function continueTrace(traceparent: string | null, random: Uint8Array): string {
  const inbound = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(traceparent ?? '')
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const isValid = inbound && !traceparent?.startsWith('ff') && !/^0+$/.test(inbound[1] ?? '')
  const traceId = isValid ? inbound[1] : hex.slice(0, 32)
  return `00-${traceId}-${hex.slice(32, 48)}-${isValid ? inbound[2] : '01'}`
}

const KNOWN: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'QUERY',
])

/** @returns the method, or the word of OpenTelemetry's conventions for any other: labels must be few. */
export function knownMethod(method: string): string {
  return KNOWN.has(method) ? method : '_OTHER'
}

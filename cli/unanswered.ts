/** Why a request came to nothing, in a few words: `ECONNREFUSED`, `nothing within 15 s`. Pure. */

/** @param timeoutMs after which the request was given up. */
export function whyUnanswered(error: unknown, timeoutMs: number): string {
  const reason = error instanceof Error ? (error.cause ?? error) : error
  // Of several addresses that were tried each has its own.
  const cause: unknown = reason instanceof AggregateError ? (reason.errors[0] ?? reason) : reason
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === 'TimeoutError') return `nothing within ${timeoutMs / 1000} s`
  const { code } = cause as NodeJS.ErrnoException
  return typeof code === 'string' ? code : cause.message || cause.name
}

/** What a failed query of the postgres.js side means for its request. Pure. */
export type DatabaseTrouble =
  /** The server can't be reached, is starting, stopping or out of connections. */
  | 'unavailable'
  /** The session is read-only: the statement writes. */
  | 'read-only'
  /** Cancelled by recovery, a deadlock or a serialization conflict: running it again may succeed. */
  | 'conflict'

/** @returns undefined for every error that is no such trouble: a fault of the program. */
export function databaseTrouble(error: unknown): DatabaseTrouble | undefined {
  const code = codeOf(error)
  if (code === undefined) return undefined
  if (code === '25006') return 'read-only'
  if (code === '40001' || code === '40P01') return 'conflict'
  return UNAVAILABLE.test(code) ? 'unavailable' : undefined
}

/** SQLSTATE classes 08, 53, 57P and the statement timeout, postgres.js' own codes and those of sockets and names. */
const UNAVAILABLE =
  /^(?:08...|53...|57P..|57014|25P03|CONNECTION_\w+|CONNECT_TIMEOUT|ECONN\w+|EPIPE|ETIMEDOUT|E(?:HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN)$/

/** Drizzle puts the driver's error into the cause of its own. */
function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
    if (at instanceof AggregateError) return codeOf(at.errors[0])
  }
  return undefined
}

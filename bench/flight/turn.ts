/** One turn of a way: three commits, each with less that is new to it than the one before. */
import type { Commit, Connection } from './way.ts'

/**
 * `cold connection`: nothing is open. `cold statements`: on that connection, texts that it has never seen.
 * `warm`: the same texts again.
 */
export const TEMPERATURES = ['warm', 'cold statements', 'cold connection'] as const
export type Temperature = (typeof TEMPERATURES)[number]
export type Turn = Readonly<Record<Temperature, number>>

/** How many commits a turn makes. */
export const COMMITS = 3

export type TurnOptions = {
  readonly open: () => Connection
  readonly ids: readonly string[]
  /** Tells this turn from all others. */
  readonly salt: string
  /** A clock in milliseconds, or a count of round trips: what a commit takes is the difference. */
  readonly gauge: () => number
  readonly signal: AbortSignal
}

export async function takeTurn({ open, ids, salt, gauge, signal }: TurnOptions): Promise<Turn> {
  const commitOf = (temperature: Temperature, text: string): Commit => ({
    ids,
    note: `${salt} ${temperature}`,
    salt: `${salt}_${text}`,
  })
  const begun = gauge()
  const connection = open()
  try {
    await connection.commit(commitOf('cold connection', 'a'))
    const connected = gauge()
    signal.throwIfAborted()
    await connection.commit(commitOf('cold statements', 'b'))
    const known = gauge()
    signal.throwIfAborted()
    await connection.commit(commitOf('warm', 'b'))
    const ended = gauge()
    return {
      'cold connection': connected - begun,
      'cold statements': known - connected,
      warm: ended - known,
    }
  } finally {
    await connection.close()
  }
}

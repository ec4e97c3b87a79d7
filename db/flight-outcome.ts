/**
 * Judges what became of a flight from the answers to its statements. Pure.
 *
 * A failed statement aborts its transaction but not the flight: the statements behind it answer 25P02 and `commit`
 * succeeds with the tag ROLLBACK. So only the tag COMMIT is a success, and the first failure is the cause.
 */
import type { Position } from '../protocol/position.ts'

/** One statement's answer: the command tag, a server's error, or the loss of the connection. */
export type Answer =
  | { readonly kind: 'done'; readonly tag: string }
  | {
      readonly kind: 'error'
      readonly sqlstate: string
      /** `FATAL` ends the connection. */
      readonly severity: string
      readonly constraint?: string
      readonly message: string
    }
  | { readonly kind: 'lost'; readonly message: string }

export type FlightFailure =
  /** A statement failed; nothing was written. `statement` counts from 0, or names the commit; -1 is the flight's own. */
  | {
      readonly kind: 'rejected'
      readonly statement: number | 'commit'
      readonly sqlstate: string
      readonly constraint?: string
      readonly detail: string
    }
  /** The primary was not reached, or ended the session before the commit; nothing was written. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** The commit was answered with another tag although no statement failed; nothing was written. */
  | { readonly kind: 'rolled-back'; readonly tag: string }
  /** The key of the write was used for another request; nothing was written. */
  | { readonly kind: 'key-reused' }
  /** What its client has seen lies on a branch of history that a failover has cut off at `end`; nothing was sent. */
  | { readonly kind: 'abandoned'; readonly seen: Position; readonly end: bigint }
  /** The connection was lost before the commit's answer: the write may stand or not. */
  | { readonly kind: 'unknown'; readonly detail: string }

export type Outcome =
  | { readonly committed: true }
  | { readonly committed: false; readonly failure: FlightFailure }

/**
 * @param body the answers to `begin` and all behind it up to the commit, in order.
 * @param first where in `body` the first statement stands.
 * @throws where a statement ended the transaction, so that those behind it stood alone: an error of the program.
 */
export function judgeFlight(body: readonly Answer[], commit: Answer, first = 1): Outcome {
  if (body.some((answer) => answer.kind === 'done' && ENDS.has(answer.tag))) {
    throw new Error("a flight's statement may not end its transaction")
  }
  const failed = body.findIndex(({ kind }) => kind === 'error')
  const cause = body[failed]
  if (cause?.kind === 'error') return failure(rejection(cause, failed - first))
  switch (commit.kind) {
    case 'done':
      return commit.tag === 'COMMIT' ? { committed: true } : failure({ kind: 'rolled-back', tag: commit.tag })
    case 'error':
      // A plain ERROR aborts before the commit record; a FATAL one may come after it.
      return commit.severity === 'ERROR'
        ? failure(rejection(commit, 'commit'))
        : failure({ kind: 'unknown', detail: commit.message })
    case 'lost':
      return failure({ kind: 'unknown', detail: commit.message })
  }
}

function rejection(
  { sqlstate, severity, constraint, message }: Answer & { kind: 'error' },
  statement: number | 'commit',
): FlightFailure {
  if (severity !== 'ERROR' || sqlstate === READ_ONLY) return { kind: 'unavailable', detail: message }
  const at = { kind: 'rejected', statement, sqlstate, detail: message } as const
  return constraint === undefined ? at : { ...at, constraint }
}

const ENDS: ReadonlySet<string> = new Set(['COMMIT', 'ROLLBACK', 'PREPARE'])

/** The server of the write path is no primary. */
const READ_ONLY = '25006'

function failure(of: FlightFailure): Outcome {
  return { committed: false, failure: of }
}

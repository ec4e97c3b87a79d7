import type { Operation } from '../history.ts'

export type PromiseName =
  | 'read-your-writes'
  | 'monotonic-reads'
  | 'monotonic-writes'
  | 'writes-follow-reads'
  | 'handed-over'
  | 'exactly-once'
  | 'nothing-vanishes'
  | 'no-zombie'
  | 'honest-bookmarks-count'
  | 'verdicts-are-true'
  | 'liveness'

export type Violation = {
  readonly promise: PromiseName
  /** Undefined where it is nobody's alone. */
  readonly session: number | undefined
  /** Those involved, the first one first. */
  readonly operations: readonly Operation[]
  /** What happened, for people. */
  readonly sentence: string
}

export function violation(
  promise: PromiseName,
  operations: readonly (Operation | undefined)[],
  sentence: string,
): Violation {
  const involved = operations.filter((operation) => operation !== undefined)
  return { promise, session: involved.at(-1)?.session, operations: involved, sentence }
}

/** @returns the operation for people: `session 3, operation 17 (patch from bom)`. */
export function nameOf({ session, index, kind, city }: Operation): string {
  return `session ${session}, operation ${index} (${kind} from ${city})`
}

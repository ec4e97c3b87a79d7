/** What was sent under each idempotency key, and what came of it as its sender knows. */
import type { Operation, Place, WriteKind } from '../history.ts'
import { nameOf, type Violation, violation } from './violation.ts'

/** One acknowledged doing of a write. */
export type Acknowledged = {
  readonly operation: Operation
  /** Where its bookmark stands; undefined where that could not be read. */
  readonly place: Place | undefined
  /** Its session was told that it may be gone. */
  toldLost: boolean
  /** The same key was done anew later. */
  replaced: boolean
}

export type KeyAccount = {
  readonly key: string
  readonly write: WriteKind
  readonly operations: Operation[]
  /** Each doing that was acknowledged as one of its own; the last one counts. */
  readonly acknowledged: Acknowledged[]
  /** Some sending of it ended without a definite answer. */
  hasUnknown: boolean
}

export type Ledger = ReadonlyMap<string, KeyAccount>

/** @returns the account of the operation's key, opened where there is none yet. */
export function accountOf(ledger: Map<string, KeyAccount>, operation: Operation): KeyAccount | undefined {
  const { key, write } = operation
  if (key === undefined || write === undefined) return undefined
  const known = ledger.get(key)
  if (known) return known
  const opened: KeyAccount = { key, write, operations: [], acknowledged: [], hasUnknown: false }
  ledger.set(key, opened)
  return opened
}

/** @returns the doing that must stand at the end; undefined where none must. */
export function standingOf({ acknowledged }: KeyAccount): Acknowledged | undefined {
  const last = acknowledged.at(-1)
  return last && !last.toldLost ? last : undefined
}

/** @returns whether it may have been done without being known to stand. */
export function isOpen(account: KeyAccount): boolean {
  return account.hasUnknown || account.acknowledged.some(({ toldLost, replaced }) => toldLost && !replaced)
}

/**
 * Enters an acknowledged answer. The same answer again is a repetition. Another one is right only where the first one
 * is gone: its session was told so, or it was done anew on a later timeline, and says so by not being a stored answer.
 */
export function acknowledge(
  account: KeyAccount,
  operation: Operation,
): { readonly entry: Acknowledged | undefined; readonly violations: readonly Violation[] } {
  const last = account.acknowledged.at(-1)
  const entry = { operation, place: operation.received, toldLost: false, replaced: false }
  if (!last) {
    account.acknowledged.push(entry)
    return { entry, violations: [] }
  }
  const { orderId, version } = last.operation
  const isSame = orderId === operation.orderId && version === operation.version
  if (isSame && !last.toldLost) return { entry: undefined, violations: [] }
  const isAnew = !operation.replayed && (operation.received?.timeline ?? 0) > (last.place?.timeline ?? 0)
  last.replaced = true
  account.acknowledged.push(entry)
  if (last.toldLost || isAnew) return { entry, violations: [] }
  const sentence = `${nameOf(operation)} repeats a key that gave order ${orderId} in version ${version}, and was given order ${operation.orderId} in version ${operation.version}`
  return { entry, violations: [violation('exactly-once', [last.operation, operation], sentence)] }
}

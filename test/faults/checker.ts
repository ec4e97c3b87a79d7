/**
 * Judges a run: whether what its sessions were told, and what stands in the tables at the end, keeps every promise.
 * Pure, and linear in the length of the history but for one sort.
 */
import { checkLiveness } from './checker/liveness.ts'
import { checkOrders } from './checker/orders.ts'
import { checkSessions } from './checker/sessions.ts'
import { checkStock } from './checker/stock.ts'
import { checkVerdicts } from './checker/verdicts.ts'
import { checkVersions } from './checker/versions.ts'
import type { Violation } from './checker/violation.ts'
import { checkZombies } from './checker/zombies.ts'
import { type Entry, isOperation } from './history.ts'
import type { ShopState } from './shop-state.ts'

export type Run = {
  /** In the order in which the sessions came to know. */
  readonly history: readonly Entry[]
  /** The tables before the first operation; nobody else has written since. */
  readonly before: ShopState
  readonly after: ShopState
}

/** @returns what was broken, in the order of the rules; nothing for a run that keeps every promise. */
export function checkRun({ history, before, after }: Run): readonly Violation[] {
  const { ledger, violations } = checkSessions(history)
  const operations = history.filter(isOperation)
  return [
    ...violations,
    ...checkOrders(ledger, before, after),
    ...checkVersions(ledger, before, after),
    ...checkStock(before, after),
    ...checkZombies(operations),
    ...checkVerdicts(operations, ledger, after),
    ...checkLiveness(history),
  ]
}

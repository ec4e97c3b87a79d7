/** Each change of an order raised its version once, and none is gone. */
import type { OrderRow, ShopState } from '../shop-state.ts'
import { type Acknowledged, isOpen, type KeyAccount, type Ledger, standingOf } from './ledger.ts'
import { nameOf, type Violation, violation } from './violation.ts'

export function checkVersions(ledger: Ledger, before: ShopState, after: ShopState): readonly Violation[] {
  const first = new Map(before.orders.map(({ id, version }) => [id, version]))
  const rows = new Map(after.orders.map((row) => [row.id, row]))
  const changes = new Map<string, KeyAccount[]>()
  for (const account of ledger.values()) {
    const orderId = account.write === 'order' ? undefined : account.operations[0]?.orderId
    if (orderId) changes.set(orderId, [...(changes.get(orderId) ?? []), account])
  }
  const raised = after.orders.filter(
    ({ id, version }) => !changes.has(id) && version !== (first.get(id) ?? 1),
  )
  return [
    ...[...changes].flatMap(([orderId, accounts]) => {
      const row = rows.get(orderId)
      return row ? checkOrder(row, first.get(orderId) ?? 1, accounts) : missing(accounts)
    }),
    ...raised.map(({ id, version }) =>
      violation('exactly-once', [], `order ${id} is in version ${version} although nobody changed it`),
    ),
  ]
}

function missing(accounts: readonly KeyAccount[]): readonly Violation[] {
  return accounts.flatMap((account) => {
    const operation = standingOf(account)?.operation
    if (!operation) return []
    const sentence = `${nameOf(operation)} was acknowledged, and its order ${operation.orderId} is not there`
    return [violation('nothing-vanishes', [operation], sentence)]
  })
}

function checkOrder(
  row: OrderRow,
  firstVersion: number,
  accounts: readonly KeyAccount[],
): readonly Violation[] {
  const standing = accounts.flatMap((account) => standingOf(account) ?? [])
  const byVersion = new Map<number, Acknowledged>()
  const violations: Violation[] = []
  for (const each of standing) {
    const { operation } = each
    const version = operation.version ?? 0
    const other = byVersion.get(version)
    byVersion.set(version, each)
    if (other) {
      const sentence = `${nameOf(other.operation)} and ${nameOf(operation)} both made version ${version} of order ${row.id}`
      violations.push(violation('nothing-vanishes', [other.operation, operation], sentence))
    }
    if (version > row.version) {
      const sentence = `${nameOf(operation)} made version ${version} of order ${row.id}, which is in version ${row.version}`
      violations.push(violation('nothing-vanishes', [operation], sentence))
    }
  }
  return [
    ...violations,
    ...checkContent(row, byVersion),
    ...checkCount(row, firstVersion, accounts, byVersion),
  ]
}

/** Versions that no acknowledged change made are those of changes whose outcome stayed open, at most one each. */
function checkCount(
  row: OrderRow,
  firstVersion: number,
  accounts: readonly KeyAccount[],
  byVersion: ReadonlyMap<number, Acknowledged>,
): readonly Violation[] {
  const counted = [...byVersion.keys()].filter((version) => version <= row.version).length
  const unexplained = row.version - firstVersion - counted
  const open = accounts.filter((account) => !standingOf(account) && isOpen(account)).length
  if (unexplained <= open) return []
  const sentence = `order ${row.id} is in version ${row.version}: ${counted} acknowledged changes and ${open} of open outcome don't explain it`
  return [
    violation(
      'exactly-once',
      accounts.flatMap(({ operations }) => operations),
      sentence,
    ),
  ]
}

function checkContent(row: OrderRow, byVersion: ReadonlyMap<number, Acknowledged>): readonly Violation[] {
  const last = byVersion.get(row.version)?.operation
  if (last?.write === 'patch' && last.note !== row.note) {
    const sentence = `${nameOf(last)} made the last version of order ${row.id} with another note`
    return [violation('nothing-vanishes', [last], sentence)]
  }
  const cancelled = [...byVersion.values()].find(({ operation }) => operation.write === 'cancel')?.operation
  if (!cancelled || row.status === 'cancelled') return []
  const sentence = `${nameOf(cancelled)} cancelled order ${row.id}, which is ${row.status}`
  return [violation('nothing-vanishes', [cancelled], sentence)]
}

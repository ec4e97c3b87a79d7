/** Each order in the table comes from one key, and each key that was acknowledged has its order. */
import type { OrderRow, ShopState } from '../shop-state.ts'
import { isOpen, type KeyAccount, type Ledger, standingOf } from './ledger.ts'
import { nameOf, type Violation, violation } from './violation.ts'

export function checkOrders(ledger: Ledger, before: ShopState, after: ShopState): readonly Violation[] {
  const old = new Set(before.orders.map(({ id }) => id))
  const rows = after.orders.filter(({ id }) => !old.has(id))
  const accounts = [...ledger.values()].filter(({ write }) => write === 'order')
  const there = new Set(rows.map(({ id }) => id))
  return [...vanished(accounts, there), ...attribute(rows, accounts)]
}

function vanished(accounts: readonly KeyAccount[], there: ReadonlySet<string>): readonly Violation[] {
  return accounts.flatMap((account) => {
    const operation = standingOf(account)?.operation
    if (!operation || there.has(operation.orderId ?? '')) return []
    const order = operation.orderId ? `order ${operation.orderId}` : 'an order without an id'
    const sentence = `${order} was acknowledged to ${nameOf(operation)} and is not there`
    return [violation('nothing-vanishes', [operation], sentence)]
  })
}

/** Rows whose id nobody was told belong to keys whose outcome stayed open, by product and quantity. */
function attribute(rows: readonly OrderRow[], accounts: readonly KeyAccount[]): readonly Violation[] {
  const byId = new Map<string, KeyAccount>()
  const byGoods = new Map<string, KeyAccount[]>()
  for (const account of accounts) {
    for (const { operation } of account.acknowledged) byId.set(operation.orderId ?? '', account)
    const [first] = account.operations
    const goods = goodsOf(first?.productId, first?.quantity)
    byGoods.set(goods, [...(byGoods.get(goods) ?? []), account])
  }
  const filled = new Map<KeyAccount, OrderRow>()
  const violations: Violation[] = []
  const fill = (account: KeyAccount, row: OrderRow) => {
    const other = filled.get(account)
    filled.set(account, row)
    if (!other) return
    const sentence = `key ${account.key} was done twice: orders ${other.id} and ${row.id}`
    violations.push(violation('exactly-once', account.operations, sentence))
  }
  for (const row of rows) {
    const account = byId.get(row.id)
    if (account) fill(account, row)
  }
  for (const row of rows.filter(({ id }) => !byId.has(id))) {
    const candidates = byGoods.get(goodsOf(row.productId, row.quantity)) ?? []
    const account = candidates.find((each) => !filled.has(each) && isOpen(each))
    if (account) filled.set(account, row)
    else violations.push(stray(row, candidates, filled))
  }
  return violations
}

function stray(
  row: OrderRow,
  candidates: readonly KeyAccount[],
  filled: ReadonlyMap<KeyAccount, OrderRow>,
): Violation {
  const doubled = candidates.find((each) => filled.has(each))
  const refused = doubled ?? candidates[0]
  const operations = refused?.operations ?? []
  if (doubled) {
    const sentence = `key ${doubled.key} was done twice: orders ${filled.get(doubled)?.id} and ${row.id}`
    return violation('exactly-once', operations, sentence)
  }
  const sentence = refused
    ? `order ${row.id} is there although key ${refused.key} was refused`
    : `order ${row.id} is there although nobody ordered it`
  return violation('exactly-once', operations, sentence)
}

function goodsOf(productId: string | undefined, quantity: number | undefined): string {
  return `${productId} ${quantity}`
}

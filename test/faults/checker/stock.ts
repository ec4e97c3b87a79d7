import type { ShopState } from '../shop-state.ts'
import { type Violation, violation } from './violation.ts'

/** What left the shelves is what placed orders hold. */
export function checkStock(before: ShopState, after: ShopState): readonly Violation[] {
  const expected = goods(before)
  const found = goods(after)
  return [...expected].flatMap(([product, count]) => {
    const now = found.get(product) ?? 0
    if (now === count) return []
    const sentence = `product ${product} had ${count} in stock and in placed orders together, and has ${now} now`
    return [violation('exactly-once', [], sentence)]
  })
}

/** @returns of each product the stock and what placed orders hold, together. */
function goods({ products, orders }: ShopState): ReadonlyMap<string, number> {
  const sums = new Map(products.map(({ id, stock }) => [id, stock]))
  for (const { status, productId, quantity } of orders)
    if (status === 'placed') sums.set(productId, (sums.get(productId) ?? 0) + quantity)
  return sums
}

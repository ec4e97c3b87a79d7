/** The rows that are written: each cell has its own at each distance, so that none waits for the locks of another. */
import { drizzle } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { orders } from '../../db/schema.ts'
import { seededProducts } from '../../db/seed.ts'
import { BenchError } from '../bench-error.ts'

export async function placeOrders(sql: Sql, count: number): Promise<readonly string[]> {
  const [product] = seededProducts()
  if (!product) return []
  const order = { productId: product.id, quantity: 1 }
  const placed = await drizzle(sql)
    .insert(orders)
    .values(Array<typeof order>(count).fill(order))
    .returning({ id: orders.id })
  return placed.map(({ id }) => id)
}

/**
 * Every statement counts its order's version up.
 * @throws BenchError where a commit was lost, or done twice.
 */
export async function checkOrders(sql: Sql, ids: readonly string[], commits: number): Promise<void> {
  const [wrong] = await sql`
    select count(*)::int as count, min(version) as least, max(version) as most
    from orders where id in ${sql(ids)} and version <> ${commits + 1}`
  if (wrong?.count !== 0)
    throw new BenchError(
      `${wrong?.count} orders were not written ${commits} times, but ${wrong?.least - 1} to ${wrong?.most - 1}.`,
    )
}

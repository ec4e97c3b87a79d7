import { desc, eq, lt, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { prepared } from '../../db/prepared.ts'
import { ORDER_OF_PRODUCT, orders, products, STOCK_SUFFICES } from '../../db/schema.ts'
import { problemResponse } from '../../protocol/problem.ts'
import type { AppEnv } from '../env.ts'
import { reads, writes } from '../middleware/data.ts'
import { body, params, query } from '../middleware/valid.ts'
import { flightProblem, violatedConstraint } from '../problems.ts'
import { ById, NewOrder, OrderChange, Page, pageOf } from '../schemas.ts'
import { unknownProduct } from './products.ts'

/** Newest first. Writes that need no look in between fly; the cancellation reads and decides, so it is interactive. */
export const orderRoutes = new Hono<AppEnv>()
  .get('/', query(Page), reads, async (c) => {
    const { limit, cursor } = c.get('query')
    const rows = await c.get('data').read((db) =>
      db
        .select()
        .from(orders)
        .where(cursor === undefined ? undefined : lt(orders.id, cursor))
        .orderBy(desc(orders.id))
        .limit(limit + 1),
    )
    return c.json(pageOf(rows, limit))
  })
  .get('/:id', params(ById), reads, async (c) => {
    const params = c.get('params')
    const [order] = await c.get('data').read((db) => orderById(db).execute(params))
    return order ? c.json(order) : unknownOrder(params.id)
  })
  .post('/', writes, body(NewOrder), async (c) => {
    const { productId, quantity } = c.get('body')
    const placed = await c.get('data').flight((tx) => [
      tx
        .update(products)
        .set({ stock: sql`${products.stock} - ${quantity}` })
        .where(eq(products.id, productId)),
      tx.insert(orders).values({ productId, quantity }).returning(),
    ])
    if (placed.ok) {
      const [, [order]] = placed.rows
      return c.json(order, 201, { location: `/api/orders/${order?.id}` })
    }
    switch (violatedConstraint(placed.failure)) {
      case STOCK_SUFFICES:
        return stockIsShort(productId, quantity)
      case ORDER_OF_PRODUCT:
        return unknownProduct(productId)
      default:
        return flightProblem(placed.failure)
    }
  })
  .patch('/:id', writes, params(ById), body(OrderChange), async (c) => {
    const { id } = c.get('params')
    const { note } = c.get('body')
    const changed = await c.get('data').flight((tx) => [
      tx
        .update(orders)
        .set({ note, version: sql`${orders.version} + 1` })
        .where(eq(orders.id, id))
        .returning(),
    ])
    if (!changed.ok) return flightProblem(changed.failure)
    const [[order]] = changed.rows
    return order ? c.json(order) : unknownOrder(id)
  })
  .post('/:id/cancel', writes, params(ById), (c) =>
    c.get('data').interactive(async (tx) => {
      const { id } = c.get('params')
      const [order] = await tx.select().from(orders).where(eq(orders.id, id)).for('update')
      if (!order) return unknownOrder(id)
      if (order.status === 'cancelled') return alreadyCancelled(id)
      await tx
        .update(products)
        .set({ stock: sql`${products.stock} + ${order.quantity}` })
        .where(eq(products.id, order.productId))
      const [cancelled] = await tx
        .update(orders)
        .set({ status: 'cancelled', version: order.version + 1 })
        .where(eq(orders.id, id))
        .returning()
      return c.json(cancelled)
    }),
  )

const orderById = prepared((db) =>
  db
    .select()
    .from(orders)
    .where(eq(orders.id, sql.placeholder('id')))
    .prepare('order_by_id'),
)

function unknownOrder(id: string): Response {
  return problemResponse({
    status: 404,
    title: 'Unknown order',
    slug: 'unknown-order',
    detail: `no order ${id}`,
  })
}

function stockIsShort(productId: string, quantity: number): Response {
  const detail = `product ${productId} has fewer than ${quantity} in stock`
  return problemResponse({ status: 409, title: 'Stock is short', slug: 'stock-short', detail })
}

function alreadyCancelled(id: string): Response {
  const detail = `order ${id} is cancelled already`
  return problemResponse({ status: 409, title: 'Already cancelled', slug: 'already-cancelled', detail })
}

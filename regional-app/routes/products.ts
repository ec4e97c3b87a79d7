import { asc, eq, gt, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { prepared } from '../../db/prepared.ts'
import { products } from '../../db/schema.ts'
import { problemResponse } from '../../protocol/problem.ts'
import type { AppEnv } from '../env.ts'
import { reads } from '../middleware/data.ts'
import { params, query } from '../middleware/valid.ts'
import { ById, Page, pageOf } from '../schemas.ts'

/** Plain reads, each one round trip to the region's own server. */
export const productRoutes = new Hono<AppEnv>()
  .get('/', query(Page), reads, async (c) => {
    const { limit, cursor } = c.get('query')
    const rows = await c.get('data').read((db) =>
      db
        .select()
        .from(products)
        .where(cursor === undefined ? undefined : gt(products.id, cursor))
        .orderBy(asc(products.id))
        .limit(limit + 1),
    )
    return c.json(pageOf(rows, limit))
  })
  .get('/:id', params(ById), reads, async (c) => {
    const params = c.get('params')
    const [product] = await c.get('data').read((db) => productById(db).execute(params))
    return product ? c.json(product) : unknownProduct(params.id)
  })

export function unknownProduct(id: string): Response {
  return problemResponse({
    status: 404,
    title: 'Unknown product',
    slug: 'unknown-product',
    detail: `no product ${id}`,
  })
}

const productById = prepared((db) =>
  db
    .select()
    .from(products)
    .where(eq(products.id, sql.placeholder('id')))
    .prepare('product_by_id'),
)

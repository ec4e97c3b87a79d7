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
    const page = { limit: limit + 1, cursor }
    const rows = await c
      .get('data')
      .read((db) => (cursor === undefined ? firstPage(db) : nextPage(db)).execute(page))
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

const firstPage = prepared((db) =>
  db
    .select()
    .from(products)
    .orderBy(asc(products.id))
    .limit(sql.placeholder('limit'))
    .prepare('products_first_page'),
)

const nextPage = prepared((db) =>
  db
    .select()
    .from(products)
    .where(gt(products.id, sql.placeholder('cursor')))
    .orderBy(asc(products.id))
    .limit(sql.placeholder('limit'))
    .prepare('products_next_page'),
)

const productById = prepared((db) =>
  db
    .select()
    .from(products)
    .where(eq(products.id, sql.placeholder('id')))
    .prepare('product_by_id'),
)

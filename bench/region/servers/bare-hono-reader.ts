/** Bare Hono over the region's own reader: the app's query for one row, by the app's way to its database, and nothing else. */
import { serve } from '@hono/node-server'
import { eq, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { connectReader } from '../../../db/connect.ts'
import { prepared } from '../../../db/prepared.ts'
import { products } from '../../../db/schema.ts'
import { READ_POOL } from '../kinds.ts'

const { HOST = '', PORT, DATABASE_READ_URL = '' } = process.env

const reader = connectReader(DATABASE_READ_URL, { connections: READ_POOL })
const productById = prepared((db) =>
  db
    .select()
    .from(products)
    .where(eq(products.id, sql.placeholder('id')))
    .prepare('product_by_id'),
)

const app = new Hono().get('/api/products/:id', async (c) => {
  const [product] = await productById(reader.db).execute({ id: c.req.param('id') })
  return product ? c.json(product) : c.notFound()
})

serve({ fetch: app.fetch, hostname: HOST, port: Number(PORT) })

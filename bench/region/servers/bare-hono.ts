/** Bare Hono and postgres.js: the queries of the shop, the same pools, nothing else. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'
import { uuidv7 } from 'uuidv7'
import { READ_POOL, WRITE_POOL } from '../kinds.ts'

const { HOST = '', PORT, POOL = READ_POOL, STATEMENTS = 'prepared' } = process.env
const { DATABASE_READ_URL = '', DATABASE_WRITE_URL = '' } = process.env

const COMMON = { fetch_types: false, max_lifetime: null }
const reader = postgres(DATABASE_READ_URL, {
  ...COMMON,
  max: Number(POOL),
  prepare: STATEMENTS === 'prepared',
})
const writer = postgres(DATABASE_WRITE_URL, { ...COMMON, max: WRITE_POOL })

const COLUMNS = 'id, name, price_cents as "priceCents", stock'

function productById(id: string) {
  // One message with the value in it. Only this bench sends ids.
  if (STATEMENTS === 'simple') return reader.unsafe(`select ${COLUMNS} from products where id = '${id}'`)
  return reader`select id, name, price_cents as "priceCents", stock from products where id = ${id}`
}

const app = new Hono()
  .get('/api/products/:id', async (c) => {
    const [product] = await productById(c.req.param('id'))
    return product ? c.json(product) : c.notFound()
  })
  .get('/api/products', async (c) => {
    const limit = Number(c.req.query('limit') ?? 20)
    const rows = await reader`
      select id, name, price_cents as "priceCents", stock from products order by id limit ${limit + 1}`
    const items = rows.slice(0, limit)
    return c.json({ items, nextCursor: rows.length > limit ? items.at(-1)?.id : null })
  })
  .post('/api/orders', async (c) => {
    const { productId, quantity } = await c.req.json()
    const order = await writer.begin(async (sql) => {
      await sql`update products set stock = stock - ${quantity} where id = ${productId}`
      const [row] = await sql`
        insert into orders (id, product_id, quantity) values (${uuidv7()}, ${productId}, ${quantity})
        returning id, product_id as "productId", quantity, status, note, version, created_at as "createdAt"`
      return row
    })
    return c.json(order, 201)
  })

serve({ fetch: app.fetch, hostname: HOST, port: Number(PORT) })

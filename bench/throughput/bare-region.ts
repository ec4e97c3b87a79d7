/** The reference of the region's throughput: bare Hono and postgres.js, the same query and pool, nothing else. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'

const sql = postgres(process.env.DATABASE_READ_URL ?? '', { max: 10, fetch_types: false, max_lifetime: null })

const app = new Hono().get('/api/products/:id', async (c) => {
  const id = c.req.param('id')
  const [product] =
    await sql`select id, name, price_cents as "priceCents", stock from products where id = ${id}`
  return product ? c.json(product) : c.notFound()
})

serve({ fetch: app.fetch, hostname: process.env.HOST ?? '', port: Number(process.env.PORT) })

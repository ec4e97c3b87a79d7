/** Fastify and pg, as their manuals have it: answers by schema, named statements, the same queries and pools. */
import Fastify from 'fastify'
import pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { READ_POOL, WRITE_POOL } from '../kinds.ts'

const { HOST = '', PORT, DATABASE_READ_URL = '', DATABASE_WRITE_URL = '' } = process.env

const reader = new pg.Pool({ connectionString: DATABASE_READ_URL, max: READ_POOL, idleTimeoutMillis: 0 })
const writer = new pg.Pool({ connectionString: DATABASE_WRITE_URL, max: WRITE_POOL, idleTimeoutMillis: 0 })

const text = { type: 'string' }
const integer = { type: 'integer' }
const id = { type: 'string', format: 'uuid' }

function object(properties: Record<string, object>) {
  return { type: 'object', required: Object.keys(properties), properties }
}

const product = object({ id, name: text, priceCents: integer, stock: integer })
const page = object({
  items: { type: 'array', items: product },
  nextCursor: { type: ['string', 'null'] },
})
const newOrder = object({ productId: id, quantity: { type: 'integer', minimum: 1, maximum: 1000 } })
const order = object({
  id,
  productId: id,
  quantity: integer,
  status: text,
  note: text,
  version: integer,
  createdAt: { type: 'string', format: 'date-time' },
})

const app = Fastify()

app.get<{ Params: { id: string } }>(
  '/api/products/:id',
  { schema: { params: object({ id }), response: { 200: product } } },
  async ({ params }, reply) => {
    const { rows } = await reader.query({
      name: 'product_by_id',
      text: 'select id, name, price_cents as "priceCents", stock from products where id = $1',
      values: [params.id],
    })
    return rows[0] ?? reply.callNotFound()
  },
)

app.get<{ Querystring: { limit: number } }>(
  '/api/products',
  {
    schema: {
      querystring: { type: 'object', properties: { limit: { type: 'integer', default: 20, maximum: 100 } } },
      response: { 200: page },
    },
  },
  async ({ query: { limit } }) => {
    const { rows } = await reader.query({
      name: 'products',
      text: 'select id, name, price_cents as "priceCents", stock from products order by id limit $1',
      values: [limit + 1],
    })
    const items = rows.slice(0, limit)
    return { items, nextCursor: rows.length > limit ? items.at(-1)?.id : null }
  },
)

app.post<{ Body: { productId: string; quantity: number } }>(
  '/api/orders',
  { schema: { body: newOrder, response: { 201: order } } },
  async ({ body: { productId, quantity } }, reply) => {
    const client = await writer.connect()
    try {
      await client.query('begin')
      await client.query({
        name: 'take_stock',
        text: 'update products set stock = stock - $1 where id = $2',
        values: [quantity, productId],
      })
      const { rows } = await client.query({
        name: 'place_order',
        text: `insert into orders (id, product_id, quantity) values ($1, $2, $3)
          returning id, product_id as "productId", quantity, status, note, version, created_at as "createdAt"`,
        values: [uuidv7(), productId, quantity],
      })
      await client.query('commit')
      return reply.code(201).send(rows[0])
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  },
)

await app.listen({ host: HOST, port: Number(PORT) })

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Order, Product } from '../../db/schema.ts'
import { seededProducts } from '../../db/seed.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { openTestRegion, type RequestOptions, type TestRegion } from '../support/region.ts'

type Reply<Body> = { readonly status: number; readonly headers: Headers; readonly body: Body }
type Page<Item> = { readonly items: Item[]; readonly nextCursor: string | null }
type Problem = { readonly status: number; readonly title: string; readonly errors?: { field: string }[] }

const SEEDED = seededProducts()
const UNKNOWN = '01a00000-0000-7000-8000-000000000000'
let database: TestDatabase
/** The primary's region, and one whose own database is a replica. */
let iad: TestRegion
let bom: TestRegion

beforeAll(async () => {
  database = await openTestDatabase()
  iad = openTestRegion({ id: 'iad', readUrl: database.url, writeUrl: database.url })
  bom = openTestRegion({ id: 'bom', readUrl: database.replicaUrl, writeUrl: database.url })
  await Promise.all([iad.ready(), bom.ready()])
})
afterAll(async () => {
  await Promise.all([iad.close(), bom.close()])
  await database.drop()
})

async function ask<Body>(region: TestRegion, path: string, options?: RequestOptions): Promise<Reply<Body>> {
  const response = await region.request(path, options)
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined }
}

function place(region: TestRegion, productId: string, quantity = 1): Promise<Reply<Order>> {
  return ask(region, '/api/orders', { method: 'POST', json: { productId, quantity } })
}

async function stockOf(id: string): Promise<number> {
  const [row] = await database.sql<{ stock: number }[]>`select stock from products where id = ${id}`
  return row?.stock ?? Number.NaN
}

describe('products', () => {
  it('R10 one is read by its id, from the region’s own database', async () => {
    for (const [region, data, db] of [
      [iad, 'primary', 'primary'],
      [bom, 'local', 'replica'],
    ] as const) {
      const { status, headers, body } = await ask<Product>(region, `/api/products/${SEEDED[3]?.id}`)
      expect([status, body]).toEqual([200, SEEDED[3]])
      expect(headers.get('nearside-data')).toBe(data)
      expect(headers.get('server-timing')).toMatch(
        new RegExp(`^app;dur=[\\d.]+, db;desc="${db}";dur=[\\d.]+$`),
      )
    }
  })

  it('R11 an unknown one is 404, an id that is none is 422 and named', async () => {
    expect(await ask(bom, `/api/products/${UNKNOWN}`)).toMatchObject({ status: 404, body: { status: 404 } })
    for (const id of ['1', 'null', `${UNKNOWN}0`, '%00', encodeURIComponent("' or 1=1")]) {
      expect(await ask(bom, `/api/products/${id}`)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'id' }] },
      })
    }
  })

  it('R12 the pages of a list hold every item once, in order, and the last has no cursor', async () => {
    const found: Product[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/api/products?limit=100${cursor && `&cursor=${cursor}`}`
      const { body }: Reply<Page<Product>> = await ask(bom, path)
      expect(body.items.length).toBeLessThanOrEqual(100)
      found.push(...body.items)
      cursor = body.nextCursor
    }
    expect(found.map(({ id }) => id)).toEqual(SEEDED.map(({ id }) => id))
    expect((await ask<Page<Product>>(bom, '/api/products')).body.items).toHaveLength(20)
  })

  it.each(['limit=0', 'limit=101', 'limit=x', 'limit=', 'cursor=x', `cursor=${UNKNOWN}`])(
    'R13 a list with %s is 422 and names the parameter',
    async (query) => {
      const field = query.split('=', 1)[0]
      for (const list of ['products', 'orders']) {
        expect(await ask(bom, `/api/${list}?${query}`)).toMatchObject({
          status: 422,
          body: { errors: [{ field }] },
        })
      }
    },
  )
})

describe('orders', () => {
  it('R14 placing one takes the stock and answers 201 with the order, in one WAN round trip', async () => {
    const product = SEEDED[10]?.id ?? ''
    const before = await stockOf(product)
    const { status, headers, body } = await place(bom, product, 3)
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      productId: product,
      quantity: 3,
      status: 'placed',
      note: '',
      version: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    })
    expect(headers.get('location')).toBe(`/api/orders/${body.id}`)
    expect(headers.get('nearside-data')).toBe('primary')
    expect(headers.get('server-timing')).toMatch(/^app;dur=[\d.]+, wan;desc="1 rtt";dur=[\d.]+$/)
    expect(await stockOf(product)).toBe(before - 3)
    expect((await ask<Order>(iad, `/api/orders/${body.id}`)).body).toEqual(body)
    await database.replicated()
    expect((await ask<Order>(bom, `/api/orders/${body.id}`)).body).toEqual(body)
  })

  it('R15 placed in the primary’s region, the receipt has no WAN', async () => {
    const { headers } = await place(iad, SEEDED[11]?.id ?? '')
    expect(headers.get('server-timing')).toMatch(/^app;dur=[\d.]+, db;desc="primary";dur=[\d.]+$/)
    expect(headers.get('nearside-data')).toBe('primary')
  })

  it('R16 short stock is 409, an unknown product 404, and both change nothing', async () => {
    const product = SEEDED[12]?.id ?? ''
    await database.sql`update products set stock = 2 where id = ${product}`
    const [orders] = await database.sql`select count(*) from orders`
    expect(await place(bom, product, 3)).toMatchObject({ status: 409, body: { title: 'Stock is short' } })
    expect(await place(bom, UNKNOWN)).toMatchObject({ status: 404, body: { title: 'Unknown product' } })
    expect(await stockOf(product)).toBe(2)
    expect(await database.sql`select count(*) from orders`).toEqual([orders])
  })

  it('R17 of a hundred at once for the last fifty, fifty are placed and fifty refused', async () => {
    const product = SEEDED[13]?.id ?? ''
    await database.sql`update products set stock = 50 where id = ${product}`
    const replies = await Promise.all(Array.from({ length: 100 }, () => place(bom, product)))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(50)
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(50)
    expect(await stockOf(product)).toBe(0)
  })

  it('R18 a note is changed and the version grows by one', async () => {
    const { body: order } = await place(bom, SEEDED[14]?.id ?? '')
    const change = { method: 'PATCH', json: { note: 'two\nlines, ünïcode 🏔' } }
    const { status, headers, body } = await ask<Order>(bom, `/api/orders/${order.id}`, change)
    expect([status, body]).toEqual([200, { ...order, note: change.json.note, version: 2 }])
    expect(headers.get('server-timing')).toMatch(/wan;desc="1 rtt"/)
    expect(await ask(bom, `/api/orders/${UNKNOWN}`, change)).toMatchObject({ status: 404 })
  })

  it('R19 the newest comes first, and pages stay apart while more are placed', async () => {
    const placed: string[] = []
    for (let count = 0; count < 5; count++) placed.unshift((await place(iad, SEEDED[15]?.id ?? '')).body.id)
    const first = await ask<Page<Order>>(iad, '/api/orders?limit=2')
    expect(first.body.items.map(({ id }) => id)).toEqual(placed.slice(0, 2))
    await place(iad, SEEDED[15]?.id ?? '')
    const second = await ask<Page<Order>>(iad, `/api/orders?limit=3&cursor=${first.body.nextCursor}`)
    expect(second.body.items.map(({ id }) => id)).toEqual(placed.slice(2))
  })
})

describe('cancelling', () => {
  it('R20 away from the primary answers the replay, with no body, and changes nothing', async () => {
    const { body: order } = await place(bom, SEEDED[20]?.id ?? '', 2)
    const { status, headers, body } = await ask(bom, `/api/orders/${order.id}/cancel`, { method: 'POST' })
    expect([status, body, headers.get('nearside-replay')]).toEqual([
      421,
      undefined,
      'primary;reason=interactive',
    ])
    expect((await ask<Order>(iad, `/api/orders/${order.id}`)).body.status).toBe('placed')
  })

  it('R21 in the primary’s region returns the stock, once', async () => {
    const product = SEEDED[21]?.id ?? ''
    const before = await stockOf(product)
    const { body: order } = await place(bom, product, 2)
    const cancel = () => ask<Order>(iad, `/api/orders/${order.id}/cancel`, { method: 'POST' })
    const replies = await Promise.all([cancel(), cancel(), cancel()])
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    expect(replies.find(({ status }) => status === 200)?.body).toEqual({
      ...order,
      status: 'cancelled',
      version: 2,
    })
    expect(await stockOf(product)).toBe(before)
    expect(await ask(iad, `/api/orders/${UNKNOWN}/cancel`, { method: 'POST' })).toMatchObject({ status: 404 })
  })
})

describe('bad input', () => {
  const product = SEEDED[30]?.id
  it.each<[string, unknown, string[]]>([
    ['no object', 'text', ['body']],
    ['null', null, ['body']],
    ['nothing in it', {}, ['productId', 'quantity']],
    ['a product id that is none', { productId: 'x', quantity: 1 }, ['productId']],
    ['no quantity', { productId: product }, ['quantity']],
    ...[0, -1, 1001, 1.5, '1', null, 1e99].map((quantity): [string, unknown, string[]] => [
      `the quantity ${JSON.stringify(quantity)}`,
      { productId: product, quantity },
      ['quantity'],
    ]),
  ])('R22 an order with %s is 422, names the fields and changes nothing', async (_, json, fields) => {
    const [before] = await database.sql`select count(*) from orders`
    const { status, headers, body } = await ask<Problem>(bom, '/api/orders', { method: 'POST', json })
    expect([status, headers.get('content-type')]).toEqual([422, 'application/problem+json'])
    expect(body.errors?.map(({ field }) => field)).toEqual(fields)
    expect(await database.sql`select count(*) from orders`).toEqual([before])
  })

  it.each([{}, { note: 1 }, { note: null }, { note: 'x'.repeat(501) }, { note: 'a\0b' }, { note: '\ud800' }])(
    'R23 a bad note is 422 and named: %j',
    async (json) => {
      const { body: order } = await place(bom, product ?? '')
      expect(await ask(bom, `/api/orders/${order.id}`, { method: 'PATCH', json })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'note' }] },
      })
      expect((await ask<Order>(iad, `/api/orders/${order.id}`)).body).toEqual(order)
    },
  )

  it('R24 malformed JSON is 400, another media type 415, a body over 64 KiB 413', async () => {
    const send = (body: string | ReadableStream, type = 'application/json') =>
      ask(bom, '/api/orders', { method: 'POST', body, headers: { 'content-type': type } })
    expect(await send('{"productId":')).toMatchObject({ status: 400, body: { title: 'Malformed JSON' } })
    expect(await send('productId=x', 'application/x-www-form-urlencoded')).toMatchObject({ status: 415 })
    expect(await send(JSON.stringify({ note: 'x'.repeat(65_536) }))).toMatchObject({ status: 413 })
    const endless = new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(16_384).fill(32)) })
    expect(await send(endless)).toMatchObject({ status: 413 })
  })

  it('R25 what nobody answers is 404 problem+json', async () => {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/api/nothing'],
      ['DELETE', `/api/products/${product}`],
      ['POST', '/api/products'],
    ] as const) {
      const { status, headers } = await ask(bom, path, { method })
      expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    }
  })
})

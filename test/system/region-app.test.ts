import { eq, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { products } from '../../db/schema.ts'
import { seededProducts } from '../../db/seed.ts'
import type { AppEnv } from '../../regional-app/env.ts'
import { reads, writes } from '../../regional-app/middleware/data.ts'
import { openTestDatabase, portOf, type TestDatabase, through, until } from '../support/database.ts'
import { openTestRegion, type TestRegion } from '../support/region.ts'
import { openTurnProxy } from '../support/turn-proxy.ts'

const PRODUCT = seededProducts()[0]?.id ?? ''
let database: TestDatabase
let iad: TestRegion
let bom: TestRegion

/** Routes that do what an app's routes may do. */
const routes = new Hono<AppEnv>()
  .get('/writes-though-it-reads', reads, async (c) => {
    await c.var.data.read((db) => db.execute(sql`insert into products values (gen_random_uuid(), 'x', 1, 1)`))
    return c.text('written')
  })
  .post('/half', writes, (c) =>
    c.var.data.interactive(async (tx) => {
      await tx.update(products).set({ name: 'Half done' })
      if (c.req.query('then') === 'throw') throw new Error('the secret reason')
      return c.text('no', 409)
    }),
  )
  .post('/rename', writes, (c) =>
    c.var.data.interactive(async (tx) => {
      await tx
        .update(products)
        .set({ name: c.req.query('name') ?? '' })
        .where(eq(products.id, PRODUCT))
      return c.text('renamed')
    }),
  )
  .get('/throws', () => {
    throw new Error('the secret reason')
  })
  .get('/cookies', (c) => {
    c.header('set-cookie', 'a=1; Path=/')
    c.header('set-cookie', 'b=2; Path=/', { append: true })
    c.header('server-timing', 'cache;desc="hit"')
    return c.text('ok')
  })
  .get('/elsewhere', () => Response.redirect('https://elsewhere.example/'))
  .get('/fetched', () => fetch('data:text/plain,fetched'))
  .get('/events', (c) =>
    streamSSE(c, async (stream) => {
      for await (const data of events) await stream.writeSSE({ data })
    }),
  )
  .post('/echo', (c) => new Response(c.req.raw.body))

let emit: (data: string) => void = () => {}
const events = new ReadableStream<string>({
  start(controller) {
    emit = (data) => controller.enqueue(data)
  },
})

beforeAll(async () => {
  database = await openTestDatabase()
  iad = openTestRegion({ id: 'iad', readUrl: database.url, writeUrl: database.url, routes })
  bom = openTestRegion({ id: 'bom', readUrl: database.replicaUrl, writeUrl: database.url, routes })
  await Promise.all([iad.ready(), bom.ready()])
})
afterAll(async () => {
  await Promise.all([iad.close(), bom.close()])
  await database.drop()
})

describe('a request on the wrong path', () => {
  it('R26 that was tagged as a read and writes is answered with the replay, and counted in the log', async () => {
    for (const region of [iad, bom]) {
      const response = await region.request('/writes-though-it-reads')
      expect([response.status, response.headers.get('nearside-replay'), await response.text()]).toEqual([
        421,
        'primary;reason=mis-tagged',
        '',
      ])
      expect(region.logged.at(-1)).toMatchObject({ status: 421, replay: 'mis-tagged', intent: 'read' })
    }
    expect(await database.sql`select from products where name = 'x'`).toHaveLength(0)
  })

  it('R27 to a route that writes, tagged as a read, does not reach the route', async () => {
    const response = await iad.request('/half', { method: 'POST', intent: 'read' })
    expect([response.status, response.headers.get('nearside-replay')]).toEqual([
      421,
      'primary;reason=mis-tagged',
    ])
  })
})

describe('an interactive transaction', () => {
  it('R28 is rolled back by an answer that is an error, and by a throw', async () => {
    expect((await iad.request('/half', { method: 'POST' })).status).toBe(409)
    expect((await iad.request('/half?then=throw', { method: 'POST' })).status).toBe(500)
    expect(await database.sql`select from products where name = 'Half done'`).toHaveLength(0)
  })
})

describe('an answer', () => {
  it('R29 says which region gave it and what it cost, whatever it is', async () => {
    for (const path of ['/cookies', '/elsewhere', '/fetched', '/throws', '/nothing', '/readyz']) {
      const { headers } = await bom.request(path)
      expect([path, headers.get('nearside-region')]).toEqual([path, 'bom'])
      expect(headers.get('server-timing')).toMatch(/app;dur=[\d.]+$/)
      expect(headers.get('nearside-data')).toBeNull()
    }
  })

  it('R30 keeps its several cookies, its own Server-Timing and its redirect', async () => {
    const cookies = await bom.request('/cookies')
    expect(cookies.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/'])
    expect(cookies.headers.get('server-timing')).toMatch(/^cache;desc="hit", app;dur=/)
    const redirect = await bom.request('/elsewhere')
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, 'https://elsewhere.example/'])
    expect(await (await bom.request('/fetched')).text()).toBe('fetched')
  })

  it('R31 streams: each event passes before the next one is made', async () => {
    const response = await bom.request('/events')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (const data of ['one', 'two']) {
      emit(data)
      expect((await reader?.read())?.value).toBe(`data: ${data}\n\n`)
    }
    await reader?.cancel()
  })

  it('R32 of a fault nobody expected is 500 without its reason, which is logged', async () => {
    const response = await bom.request('/throws', {
      headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([500, 'application/problem+json'])
    expect(await response.text()).not.toMatch(/secret/)
    const [fault, line] = bom.logged.slice(-2)
    expect(fault).toMatchObject({ err: { message: 'the secret reason' } })
    expect(line).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      method: 'GET',
      path: '/throws',
      status: 500,
      ms: expect.any(Number),
    })
  })
})

it('R5 a log line takes the trace id of a valid traceparent and of no other', async () => {
  const id = '4bf92f3577b34da6a3ce929d0e0e4736'
  for (const [traceparent, traceId] of [
    [`00-${id}-00f067aa0ba902b7-01`, id],
    [`ff-${id}-00f067aa0ba902b7-01`, undefined],
  ] as const) {
    await bom.request('/cookies', { headers: { traceparent } })
    expect(bom.logged.at(-1)?.traceId).toBe(traceId)
  }
})

describe('a database out of reach', () => {
  it('R33 makes reads 503 with Retry-After, readyz too, and all is well when it is back', async () => {
    const proxy = await openTurnProxy(portOf(database.url))
    onTestFinished(() => proxy.close())
    const url = through(database.url, proxy.port)
    const region = openTestRegion({ readUrl: url, writeUrl: url, acquireTimeoutMs: 300 })
    onTestFinished(() => region.close())
    const read = () => region.request(`/api/products/${PRODUCT}`)
    expect((await read()).status).toBe(200)
    proxy.cut()
    const response = await read()
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('nearside-data')).toBeNull()
    await until(async () => (await region.request('/readyz')).status === 503)
    expect(await (await region.request('/readyz')).json()).toMatchObject({ status: 'database-unreachable' })
    const place = () =>
      region.request('/api/orders', { method: 'POST', json: { productId: PRODUCT, quantity: 1 } })
    // A write on a connection whose end is not noticed yet has an unknown outcome: 504.
    await until(async () => (await place()).status !== 504)
    const placed = await place()
    expect([placed.status, placed.headers.get('retry-after')]).toEqual([503, '1'])
    proxy.mend()
    await until(async () => (await region.request('/readyz')).status === 200)
    expect((await read()).status).toBe(200)
  })

  it('R40 makes a write that was not sent 503, without data and way to the primary; reads go on', async () => {
    const proxy = await openTurnProxy(portOf(database.url))
    onTestFinished(() => proxy.close())
    proxy.cut()
    const writeUrl = through(database.url, proxy.port)
    const region = openTestRegion({ readUrl: database.replicaUrl, writeUrl, acquireTimeoutMs: 300 })
    onTestFinished(() => region.close())
    await region.ready()
    const placed = await region.request('/api/orders', {
      method: 'POST',
      json: { productId: PRODUCT, quantity: 1 },
    })
    expect([placed.status, placed.headers.get('nearside-data')]).toEqual([503, null])
    expect(placed.headers.get('server-timing')).toMatch(/^app;dur=\d{3}[\d.]*$/)
    expect((await region.request(`/api/products/${PRODUCT}`)).status).toBe(200)
  })

  it('R34 in the middle of a write is 504: the outcome is unknown, and the write is not sent again', async () => {
    const proxy = await openTurnProxy(portOf(database.url))
    onTestFinished(() => proxy.close())
    const region = openTestRegion({
      readUrl: database.replicaUrl,
      writeUrl: through(database.url, proxy.port),
    })
    onTestFinished(() => region.close())
    const place = () =>
      region.request('/api/orders', { method: 'POST', json: { productId: PRODUCT, quantity: 1 } })
    await until(async () => (await place()).status === 201)
    const [before] = await database.sql`select count(*)::int as orders from orders`
    proxy.next('lose-answer')
    const response = await place()
    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({ type: 'urn:nearside:problem:outcome-unknown' })
    expect(await database.sql`select count(*)::int as orders from orders`).toEqual([
      { orders: before?.orders + 1 },
    ])
  })

  it('R34 in the middle of an interactive commit is 504, too', async () => {
    const proxy = await openTurnProxy(portOf(database.url))
    onTestFinished(() => proxy.close())
    const region = openTestRegion({
      readUrl: database.url,
      writeUrl: through(database.url, proxy.port),
      routes,
    })
    onTestFinished(() => region.close())
    await region.ready()
    expect((await region.request('/rename?name=first', { method: 'POST' })).status).toBe(200)
    proxy.next('lose-answer')
    const response = await region.request('/rename?name=second', { method: 'POST' })
    expect(response.status).toBe(504)
    expect(await database.sql`select name from products where id = ${PRODUCT}`).toEqual([{ name: 'second' }])
  })
})

describe('health', () => {
  it('R35 readyz tells region, role, timeline, position and lag; a draining region is not ready', async () => {
    await until(async () =>
      (await bom.request('/readyz')).text().then((text) => JSON.parse(text).lagMs === 0),
    )
    for (const [region, id, role] of [
      [iad, 'iad', 'primary'],
      [bom, 'bom', 'replica'],
    ] as const) {
      const response = await region.request('/readyz')
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({
        status: 'ready',
        region: id,
        role,
        timeline: 1,
        replayLsn: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/),
        lagMs: expect.any(Number),
        lagBytes: expect.any(Number),
        streaming: true,
      })
      region.setDraining(true)
      const draining = await region.request('/readyz')
      region.setDraining(false)
      expect([draining.status, JSON.parse(await draining.text()).status]).toEqual([503, 'draining'])
    }
  })
})

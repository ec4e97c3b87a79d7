import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AppEnv } from '../../../regional-app/env.ts'
import { createHttpServer } from '../../../regional-app/http-server.ts'
import { requestMetrics } from '../../../regional-app/telemetry/request-metrics.ts'
import { readMetrics } from '../../support/metrics.ts'
import { openTestRegion, signedHeaders, TEST_KEY } from '../../support/region.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
/** What HTTP can't carry, and nobody is told. */
const BAD = 'secret \u0001'
const headers = { 'x-name': BAD }

/** Answers that can't be written, and what the log says of each. */
const UNWRITABLE: readonly (readonly [of: string, answer: (c: Context) => unknown])[] = [
  ['x-name', () => new Response('x', { headers })],
  ['x-name', (c) => c.json({}, 200, headers)],
  ['x-name', (c) => c.text('x', 200, { 'x-other': 'good', ...headers })],
  ['x-name', () => new Response('x', { headers: { 'x-name': 'secret पुस्तक' } })],
  ['x-name', () => new Response('x', { headers: { 'x-name': 'secret\r\nset-cookie: a=b' } })],
  ['x-name', () => new Response('x', { headers: [['x-name', BAD]] })],
  ['x-name', async () => new Response((await fetch('data:,fetched')).body, { headers })],
  ['x-name', () => Promise.reject(new HTTPException(400, { res: new Response('x', { headers }) }))],
  ['x-name', () => new Response(endless(), { headers })],
  ['x-name', (c) => c.body(endless(), 404, headers)],
  ['location', (c) => c.redirect(`/${BAD}`)],
  ['set-cookie', (c) => c.body(null, 204, { 'set-cookie': ['a=1', `b=${BAD}`] })],
  ['"no token"', () => new Response('x', { headers: { 'no token': 'good' } })],
  ['a header', () => new Response(new URLSearchParams(), { headers: { 'x-name': 'secret\nx' } })],
  ['status 99', () => new Response(endless(), { status: 99 })],
  ['status 600', (c) => c.text('x', 600 as 200)],
  ['content-length', () => new Response(endless(), { headers: { 'content-length': 'abc' } })],
  ['status 103', () => new Response(null, { status: 103 })],
  ['status 0', () => Response.error()],
  ['the body', () => new Response(read)],
  ['status undefined', () => 'no response'],
  ['no answer', () => undefined],
  ['content-length', () => new Response('whole', { headers: { 'Content-Length': '3' } })],
  ['content-length', (c) => c.text('whole', 200, { 'content-length': '6' })],
  ['content-length', (c) => c.body(Buffer.from('whole'), 404, { 'content-length': '3' })],
  ['content-length', () => new Response(new Blob(['whole']), { headers: [['content-length', '3']] })],
  ['content-length', () => new Response('é', { headers: { 'content-length': '1' } })],
  ['content-length', () => new Response('x', { headers: { 'content-length': '1', 'Content-Length': '1' } })],
]

/** Somebody else reads it. */
const read = new ReadableStream()
read.getReader()

const FRAMED = {
  ...{ 'transfer-encoding': 'chunked', trailer: 'x', upgrade: 'h2c' },
  ...{ connection: 'close', 'keep-alive': 'timeout=999', 'proxy-connection': 'close' },
}
let light: Response | undefined

let made = 0
let cancelled = 0
/** A body that has no end but being cancelled. */
function endless(): ReadableStream {
  made += 1
  return new ReadableStream({
    pull: (controller) => controller.enqueue(Buffer.from('piece')),
    cancel() {
      cancelled += 1
    },
  })
}

const routes = new Hono<AppEnv>()
  .get(
    '/good',
    () => new Response('good', { headers: { 'x-name': 'au\tlait ~', 'x-none': undefined as never } }),
  )
  .get('/light', () => {
    light = new Response('x', { headers: { 'content-type': 'text/plain' } })
    return light
  })
  .get('/framed', () => new Response('whole', { headers: FRAMED }))
  .get('/measured', (c) => c.text('whole', 200, { 'content-length': '5' }))
  .get('/nothing', (c) => c.body(null, 200, { 'content-length': '5' }))
  .get('/empty', (c) => c.text('', 200, { 'content-length': '5' }))
  .get('/unchanged', (c) => c.body(null, 304, { 'content-length': '5' }))
  .get('/stream', () => new Response(new Blob(['whole']).stream(), { headers: { 'content-length': '5' } }))
UNWRITABLE.forEach(([, answer], index) => {
  routes.get(`/${index}`, answer as () => Response)
})

const registry = new Registry()
const region = openTestRegion({
  ...{ readUrl: 'postgres://nobody@127.0.0.1:1/none', writeUrl: 'postgres://nobody@127.0.0.1:1/none' },
  ...{ routes, observers: [requestMetrics([registry])] },
})
const server = createHttpServer(region.app)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let origin = ''

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await ask('/good')
})
afterAll(async () => {
  agent.destroy()
  server.close()
  await region.close()
})

/** Over the one connection, for as long as it lasts. */
async function ask(path: string, method = 'GET') {
  const more = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }
  const signed = Object.fromEntries(
    signedHeaders(`${origin}${path}`, 'bom', TEST_KEY, { method, headers: more }),
  )
  const asked = request(`${origin}${path}`, { agent, method, headers: signed }).end()
  const [response] = await once(asked, 'response')
  return {
    ...{ status: response.statusCode, headers: response.headers, text: await text(response) },
    isSameConnection: asked.reusedSocket,
  }
}

it.for(UNWRITABLE.map(([of], index) => [index, of] as const))(
  'D83 an answer that can not be written is a 500 like any, logged once and counted as such, on a connection that stays: %i, %s',
  async ([index, of]) => {
    const path = `/${index}`
    region.logged.length = 0
    const { status, headers, text, isSameConnection } = await ask(path)
    expect([status, headers['content-type'], JSON.parse(text)]).toEqual([
      ...[500, 'application/problem+json'],
      { type: 'about:blank', title: 'Internal server error', status: 500 },
    ])
    expect(headers).toMatchObject({
      ...{ 'nearside-region': 'bom', 'server-timing': expect.stringMatching(/^app;dur=/) },
      'cache-control': 'no-store',
    })
    expect(headers).not.toHaveProperty('x-other')
    expect(region.logged).toMatchObject([
      { level: 50, traceId: TRACE, method: 'GET', path, err: { message: expect.stringContaining(of) } },
      { level: 30, traceId: TRACE, method: 'GET', path, status: 500 },
    ])
    expect(JSON.stringify(region.logged)).not.toContain('secret')
    const counted = readMetrics(await registry.metrics())
    const count = 'nearside_request_duration_seconds_count'
    expect([counted(count, { route: path }), counted(count, { route: path, status: '5xx' })]).toEqual([1, 1])
    expect(isSameConnection).toBe(true)
    expect((await ask('/good')).isSameConnection).toBe(true)
    expect(cancelled).toBe(made)
  },
)

it('D84 what a header may carry is written as it is, and a light answer is not asked for its headers', async () => {
  const { status, headers } = await ask('/good')
  expect([status, headers['x-name'], headers['x-none']]).toEqual([200, 'au\tlait ~', undefined])
  await ask('/light')
  expect(Object.getOwnPropertySymbols(light).map(({ description }) => description)).toContain('cache')
})

it('D85 how an answer is framed is not what its route says', async () => {
  const { text, headers, isSameConnection } = await ask('/framed')
  expect([text, headers['content-length']]).toEqual(['whole', '5'])
  const { connection, 'keep-alive': keepAlive, ...others } = headers
  expect([connection, keepAlive]).toEqual(['keep-alive', 'timeout=120'])
  for (const name of Object.keys(FRAMED)) expect(others).not.toHaveProperty(name)
  expect(isSameConnection).toBe(true)
  expect((await ask('/good')).isSameConnection).toBe(true)
})

it.for([
  ['/measured', 'GET', '5', 'whole'],
  ['/stream', 'GET', '5', 'whole'],
  ['/nothing', 'GET', undefined, ''],
  ['/empty', 'GET', '0', ''],
  ['/measured', 'HEAD', '5', ''],
  ['/nothing', 'HEAD', '5', ''],
  ['/empty', 'HEAD', '5', ''],
  ['/unchanged', 'GET', '5', ''],
] as const)(
  'D91 a length that a route tells is that of its body, and of no body where none is sent: %s %s',
  async ([path, method, length, body]) => {
    const { status, headers, text } = await ask(path, method)
    expect([status, headers['content-length'], text]).toEqual([
      path === '/unchanged' ? 304 : 200,
      length,
      body,
    ])
    expect((await ask('/good')).isSameConnection).toBe(true)
  },
)

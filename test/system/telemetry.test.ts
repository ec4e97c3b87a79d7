import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { seededProducts } from '../../db/seed.ts'
import { freePorts } from '../../planet/ports.ts'
import { deriveBookmarkKey } from '../../protocol/bookmark.ts'
import { deriveRegionKey } from '../../protocol/signature.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { type Collector, openCollector } from '../support/collector.ts'
import { openTestDatabase, type TestDatabase, until } from '../support/database.ts'
import { openGateway, type TestGateway } from '../support/gateway.ts'
import { readMetrics } from '../support/metrics.ts'
import { TEST_KEY_ID, TEST_SECRET } from '../support/origin.ts'
import { from } from '../support/planet.ts'
import { openTestRegion, type RequestOptions, signedHeaders } from '../support/region.ts'

const PRODUCT = seededProducts()[0]?.id ?? ''
const MAIN = join(import.meta.dirname, '../../regional-app/main.ts')
const KEY = deriveRegionKey(TEST_SECRET, TEST_KEY_ID, 'bom')
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const ORDER = { method: 'POST', json: { productId: PRODUCT, quantity: 1 } }

type RegionProcess = {
  readonly child: ChildProcess
  readonly port: number
  readonly lines: Record<string, unknown>[]
  /** As the gateway sends it. */
  request(path: string, options?: RequestOptions): Promise<Response>
  metrics(): Promise<ReturnType<typeof readMetrics>>
}

let database: TestDatabase
let collector: Collector
let region: RegionProcess
let gateway: TestGateway

beforeAll(async () => {
  database = await openTestDatabase()
  collector = await openCollector()
  region = await startRegion({
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '20' },
  })
  gateway = await openGateway([{ id: 'bom', port: region.port }], { primary: 'bom' })
})
afterAll(async () => {
  region.child.kill('SIGKILL')
  await gateway.close()
  await collector.close()
  await database.drop()
})

/** The app of Mumbai as it is deployed, beside a replica, with the primary elsewhere. */
async function startRegion(env: Record<string, string>): Promise<RegionProcess> {
  const [port = 0, metricsPort = 0] = await freePorts(2)
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...{ REGION: 'bom', PORT: String(port), HOST: '127.0.0.1', METRICS_PORT: String(metricsPort) },
      ...{ DATABASE_READ_URL: database.replicaUrl, DATABASE_WRITE_URL: database.url, WRITE_CONNECTIONS: '2' },
      SIGNING_KEYS: formatSigningKey(KEY),
      BOOKMARK_KEYS: formatSigningKey(deriveBookmarkKey(TEST_SECRET, TEST_KEY_ID)),
      DRAIN_GRACE_MS: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: Record<string, unknown>[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)))
  const request = (path: string, options: RequestOptions = {}) => {
    const url = `http://127.0.0.1:${port}${path}`
    const { method = 'GET', json } = options
    const type = json === undefined ? {} : { 'content-type': 'application/json' }
    const headers = signedHeaders(url, 'bom', KEY, { ...options, headers: { ...type, ...options.headers } })
    return fetch(url, { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) })
  }
  await until(() =>
    request('/readyz').then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  const metrics = async () =>
    readMetrics(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text())
  return { child, port, lines, request, metrics }
}

async function status(asked: Promise<Response>): Promise<number> {
  const response = await asked
  await response.arrayBuffer()
  return response.status
}

describe('a region with metrics and traces', () => {
  it('Y45 shares its trace with the gateway: in the log, in the spans, below the gateway’s own span', async () => {
    const asked = fetch(`${gateway.url}/api/products/${PRODUCT}`, {
      headers: { 'nearside-vantage': 'bom', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
    })
    expect(await status(asked)).toBe(200)
    await until(() => collector.spans.some(({ traceId, kind }) => traceId === TRACE && kind === 2))
    const [span] = collector.spans.filter(({ traceId, kind }) => traceId === TRACE && kind === 2)
    expect(span).toMatchObject({
      name: 'GET /api/products/:id',
      attributes: { 'nearside.intent': 'read', 'nearside.data': 'local' },
    })
    // The gateway's span stands between the client's and this one.
    expect(span?.parentSpanId).toMatch(/^[0-9a-f]{16}$/)
    expect(span?.parentSpanId).not.toBe('00f067aa0ba902b7')
    const [read] = collector.spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId)
    expect(read).toMatchObject({ name: 'read', traceId: TRACE })
    await until(() => region.lines.some(({ traceId }) => traceId === TRACE))
    expect(region.lines.find(({ traceId }) => traceId === TRACE)).toMatchObject({
      ...{ route: '/api/products/:id', status: 200, data: 'local', region: 'bom' },
    })
  })

  it('R90 counts what its requests do, by route and not by path', async () => {
    await until(async () => (await region.metrics())('nearside_primary_connected') === 1)
    const key = { 'idempotency-key': 'once' }
    expect(await status(region.request('/api/orders', { ...ORDER, headers: key }))).toBe(201)
    expect(await status(region.request('/api/orders', { ...ORDER, headers: key }))).toBe(201)
    expect(await status(region.request('/api/orders', { ...ORDER, intent: 'read' }))).toBe(421)
    expect(await status(region.request(`/api/orders/${PRODUCT}/cancel`, { method: 'POST' }))).toBe(421)
    const forged = { 'nearside-bookmark': 'no bookmark' }
    expect(await status(region.request(`/api/orders/${PRODUCT}`, { headers: forged }))).toBe(404)
    expect(await status(region.request('/nobody/is/here'))).toBe(404)
    expect(await status(fetch(`http://127.0.0.1:${region.port}/api/products`))).toBe(401)

    const metrics = await region.metrics()
    const requests = (labels: Record<string, string>) =>
      metrics('nearside_request_duration_seconds_count', { region: 'bom', ...labels })
    const place = { method: 'POST', route: '/api/orders' }
    expect(requests({ ...place, status: '2xx', intent: 'write', data: 'primary' })).toBe(2)
    expect(requests({ route: '/api/orders/:id', status: '4xx', intent: 'read', data: 'local' })).toBe(1)
    expect(requests({ route: 'unmatched', status: '4xx', data: 'none' })).toBe(1)
    expect(requests({ route: '/api/products', status: '4xx', intent: 'none' })).toBe(1)
    // One for the first, two for what has to be recalled.
    expect(metrics('nearside_wan_round_trips_sum', place)).toBe(3)
    expect(metrics('nearside_writes_total', { kind: 'flight', outcome: 'committed' })).toBe(1)
    expect(metrics('nearside_writes_total', { kind: 'flight', outcome: 'repeated' })).toBe(1)
    expect(metrics('nearside_idempotent_answers_total', place)).toBe(1)
    // Node's fetch asks once more where the answer is a 421.
    const misTagged = metrics('nearside_mis_tagged_requests_total', place)
    expect(misTagged).toBeGreaterThan(0)
    expect(metrics('nearside_replays_total', { ...place, reason: 'mis-tagged' })).toBe(misTagged)
    const cancel = { route: '/api/orders/:id/cancel', reason: 'interactive' }
    expect(metrics('nearside_replays_total', cancel)).toBeGreaterThan(0)
    expect(metrics('nearside_bookmark_verdicts_total', { verdict: 'ignored', reason: 'malformed' })).toBe(1)
  })

  it('R91 tells how its servers and connections stand', async () => {
    const metrics = await region.metrics()
    const server = new URL(database.replicaUrl).host
    expect(metrics('nearside_server_up', { server })).toBe(1)
    expect(metrics('nearside_server_usable', { server })).toBe(1)
    expect(metrics('nearside_server_primary', { server })).toBe(0)
    expect(metrics('nearside_replication_streaming', { server })).toBe(1)
    expect(metrics('nearside_replication_lag_seconds', { server })).toBeGreaterThanOrEqual(0)
    expect(metrics('nearside_data_age_seconds', { server })).toBeGreaterThan(0)
    expect(metrics('nearside_wal_position_bytes', { server })).toBeGreaterThan(0)
    expect(metrics('nearside_timeline', { server })).toBe(metrics('nearside_highest_timeline'))
    expect(metrics('nearside_connections_max', { pool: 'flight' })).toBe(2)
    expect(metrics('nearside_connections', { pool: 'read', state: 'waiting' })).toBe(0)
    expect(metrics('nearside_primary_round_trip_seconds')).toBeGreaterThan(0)
    expect(metrics('nodejs_eventloop_lag_seconds')).toBeDefined()
  })

  it('R92 keeps its metrics off the port that clients may reach', async () => {
    expect(await status(fetch(`http://127.0.0.1:${region.port}/metrics`))).toBe(401)
    expect(await status(region.request('/metrics'))).toBe(404)
  })

  it('R94 serves on while its collector answers nothing', async () => {
    collector.hanging = true
    expect(await status(region.request('/api/products'))).toBe(200)
    await until(() => collector.unanswered() > 0)
    expect(await status(region.request('/api/products'))).toBe(200)
    collector.hanging = false
  })

  it('R93 sends the spans that wait before it ends', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const traceparent = { traceparent: `00-${trace}-b7ad6b7169203331-01` }
    expect(await status(region.request('/api/orders', { headers: traceparent }))).toBe(200)
    const exited = once(region.child, 'exit')
    region.child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(collector.spans.map(({ traceId }) => traceId)).toContain(trace)
  })
})

it('Y46 each region of a planet tells its metrics where the status says', async () => {
  const { body } = await from('iad', '/_planet/status')
  const { regions } = body as { regions: { id: string; app: { metricsUrl: string } }[] }
  const primaries = regions.map(async ({ id, app }) => {
    const metrics = readMetrics(await (await fetch(app.metricsUrl)).text())
    expect(metrics('nearside_server_up', { region: id })).toBe(1)
    return metrics('nearside_server_primary') === 1 ? id : []
  })
  expect((await Promise.all(primaries)).flat()).toEqual([expect.stringMatching(/^[a-z]{3}$/)])
})

it('R95 an observer that throws harms no request, and is told in the log', async () => {
  const throwing = () => {
    throw new Error('out of order')
  }
  const bom = openTestRegion({
    ...{ readUrl: database.replicaUrl, writeUrl: database.url },
    observers: [throwing],
  })
  onTestFinished(() => bom.close())
  await bom.ready()
  expect(await status(bom.request('/api/products'))).toBe(200)
  expect(bom.logged.find(({ msg }) => msg === 'a request was not observed')).toMatchObject({
    err: { message: 'out of order' },
  })
})

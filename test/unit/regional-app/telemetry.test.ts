import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { diag } from '@opentelemetry/api'
import fc from 'fast-check'
import pino from 'pino'
import { Registry } from 'prom-client'
import { expect, it, onTestFinished } from 'vitest'
import { connectWriterTo } from '../../../db/connect.ts'
import { createFlights } from '../../../db/flight.ts'
import { createLineage } from '../../../db/lineage.ts'
import { openServers } from '../../../db/servers.ts'
import { readConfig } from '../../../regional-app/config.ts'
import { openReceipt, type Receipt, spend } from '../../../regional-app/receipt.ts'
import { type Handled, UNMATCHED } from '../../../regional-app/telemetry/handled.ts'
import { observeLog } from '../../../regional-app/telemetry/log.ts'
import { createMetrics } from '../../../regional-app/telemetry/metrics.ts'
import { listenForMetrics } from '../../../regional-app/telemetry/metrics-listener.ts'
import { requestMetrics } from '../../../regional-app/telemetry/request-metrics.ts'
import { openTraces } from '../../../regional-app/telemetry/traces.ts'
import { openCollector } from '../../support/collector.ts'
import { readMetrics } from '../../support/metrics.ts'

const KEY = Buffer.alloc(32, 1).toString('base64')
const ENVIRONMENT = {
  ...{ REGION: 'bom', PORT: '8080', SIGNING_KEYS: `k1:${KEY}`, BOOKMARK_KEYS: `b1:${KEY}` },
  ...{ DATABASE_READ_URL: 'postgres://r@localhost/x', DATABASE_WRITE_URL: 'postgres://w@localhost/x' },
}
const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', flags: '01' }
const ROUTE = { method: 'POST', route: '/api/orders' }

/** A write from afar under a bookmark, of 250 ms, with a read in it that failed once. */
function write(overrides: Partial<Handled> = {}, more: Partial<Receipt> = {}): Handled {
  const startedMs = performance.now() - 1_000
  const receipt = openReceipt(startedMs)
  const step = (kind: 'read' | 'wait' | 'flight', fromMs: number, toMs: number) => ({
    ...{ kind, startedMs: startedMs + fromMs, endedMs: startedMs + toMs },
    wanRoundTrips: kind === 'flight' ? 1 : 0,
  })
  spend(receipt, { ...step('wait', 1, 4), outcome: 'ok' })
  spend(receipt, { ...step('read', 4, 6), outcome: 'failed' })
  spend(receipt, { ...step('read', 6, 8), outcome: 'ok' })
  spend(receipt, { ...step('flight', 10, 210), outcome: 'committed' })
  receipt.source = 'primary'
  receipt.verdicts.push({ kind: 'ignored', reason: 'forged' }, { kind: 'survived' })
  return {
    ...ROUTE,
    ...{
      path: '/api/orders',
      status: 201,
      startedMs,
      endedMs: startedMs + 250,
      intent: 'write',
      trace: TRACE,
    },
    receipt: { ...receipt, ...more },
    ...overrides,
  }
}

it('R80 metrics and traces are off until they are asked for, and metrics stay on the machine', () => {
  const config = (env: object) => {
    const read = readConfig({ ...ENVIRONMENT, ...env })
    return read.ok ? read.config : read.errors
  }
  expect(config({})).toMatchObject({
    ...{ METRICS_HOST: '127.0.0.1', OTEL_TRACES_SAMPLER_ARG: 1, OTEL_BSP_SCHEDULE_DELAY: 2_000 },
  })
  for (const name of ['METRICS_PORT', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])
    expect(config({})).toHaveProperty(name, undefined)
  expect(config({ METRICS_PORT: '9464', OTEL_TRACES_SAMPLER_ARG: '0.25' })).toMatchObject({
    ...{ METRICS_PORT: 9464, OTEL_TRACES_SAMPLER_ARG: 0.25 },
  })
  expect(
    config({
      ...{ METRICS_PORT: 'x', METRICS_HOST: '', OTEL_TRACES_SAMPLER_ARG: '2' },
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '/v1/traces' },
    }),
  ).toEqual([
    'METRICS_PORT is bad, expected an integer from 0 to 65535',
    'METRICS_HOST is bad, expected an address to listen on',
    'OTEL_EXPORTER_OTLP_ENDPOINT is bad, expected an http:// or https:// URL',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is bad, expected an http:// or https:// URL',
    'OTEL_TRACES_SAMPLER_ARG is bad, expected a number from 0 to 1',
  ])
})

it('R81 the port for metrics answers GET /metrics and nothing else', async () => {
  const { promise: address, resolve, reject } = Promise.withResolvers<AddressInfo>()
  const server = listenForMetrics({
    ...{ registry: new Registry(), port: 0, host: '127.0.0.1', onError: reject },
    onListening: (bound) => resolve(bound as AddressInfo),
  })
  onTestFinished(async () => {
    server.close()
    await once(server, 'close')
  })
  const url = `http://127.0.0.1:${(await address).port}`
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(url + path, { method })
    await response.text()
    return response
  }
  expect((await ask('/metrics')).headers.get('content-type')).toContain('version=0.0.4')
  expect((await ask('/metrics?x=1', 'HEAD')).status).toBe(200)
  expect([(await ask('/')).status, (await ask('/livez')).status, (await ask('/metrics/x')).status]).toEqual([
    404, 404, 404,
  ])
  expect((await ask('/metrics', 'POST')).status).toBe(405)
})

it('R82 a request adds to the series of its route what its receipt says', async () => {
  const registry = new Registry()
  const observe = requestMetrics([registry])
  observe(write())
  observe(write({ status: 421 }, { replay: 'interactive', repeated: true }))
  const metrics = readMetrics(await registry.metrics())
  const labels = { ...ROUTE, status: '2xx', intent: 'write', data: 'primary' }
  expect(metrics('nearside_request_duration_seconds_sum', labels)).toBeCloseTo(0.25)
  expect(metrics('nearside_request_duration_seconds_bucket', { ...labels, le: '0.1' })).toBe(0)
  expect(metrics('nearside_request_duration_seconds_bucket', { ...labels, le: '0.25' })).toBe(1)
  expect(metrics('nearside_request_duration_seconds_count', { ...labels, status: '4xx' })).toBe(1)
  expect(metrics('nearside_bookmark_wait_seconds_sum', { ...ROUTE, outcome: 'ok' })).toBeCloseTo(0.006)
  expect(metrics('nearside_wan_round_trips_sum', ROUTE)).toBe(2)
  expect(metrics('nearside_wan_seconds_sum', ROUTE)).toBeCloseTo(0.4)
  expect(metrics('nearside_replays_total', { ...ROUTE, reason: 'interactive' })).toBe(1)
  expect(metrics('nearside_writes_total', { kind: 'flight', outcome: 'committed' })).toBe(2)
  expect(metrics('nearside_failed_reads_total', ROUTE)).toBe(2)
  expect(metrics('nearside_idempotent_answers_total', ROUTE)).toBe(1)
  expect(metrics('nearside_bookmark_verdicts_total', { verdict: 'ignored', reason: 'forged' })).toBe(2)
  expect(metrics('nearside_bookmark_verdicts_total', { verdict: 'survived', reason: 'none' })).toBe(2)
})

it('R83 no request can make more than a few series', async () => {
  const registry = new Registry()
  const observe = requestMetrics([registry])
  fc.assert(
    fc.property(
      fc.string({ maxLength: 8 }),
      fc.string({ maxLength: 8 }),
      fc.nat(999),
      (method, path, status) => {
        observe(write({ method, path, status, route: UNMATCHED, intent: undefined }))
      },
    ),
  )
  const counts = (await registry.metrics()).match(/^nearside_request_duration_seconds_count/gm) ?? []
  expect(counts.length).toBeGreaterThan(1)
  // A known method or none, by the class of the status.
  expect(counts.length).toBeLessThanOrEqual(2 * 6)
})

it('R84 a line tells the route, the wait and the way, and every field is documented', () => {
  const lines: Record<string, unknown>[] = []
  const log = pino({ base: { region: 'bom' } }, { write: (line) => void lines.push(JSON.parse(line)) })
  observeLog(log)(write({}, { replay: 'behind' }))
  observeLog(log)(write({ trace: undefined }, { waitMs: 0, wanRoundTrips: 0, source: undefined }))
  expect(lines[0]).toMatchObject({
    ...{ ...ROUTE, path: '/api/orders', status: 201, ms: 250, intent: 'write', data: 'primary' },
    ...{ traceId: TRACE.traceId, replay: 'behind', waitMs: 3, wanTrips: 1, region: 'bom', level: 30 },
  })
  expect(Object.keys(lines[1] ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/trace|data|wait|wan|replay/)]),
  )
  const documented = readFileSync(join(import.meta.dirname, '../../../docs/architecture.md'), 'utf8')
  const [, table = ''] = documented.split('One line of JSON a request')
  const names = [...table.matchAll(/^\| (`.+?`) \|/gm)].flatMap(([, found]) => found?.split(/[`, ]+/) ?? [])
  expect(names).toEqual(expect.arrayContaining(Object.keys(lines[0] ?? {})))
})

it('R88 every metric is documented with its kind and labels, and nothing else is', async () => {
  const lineage = createLineage()
  const servers = openServers({ urls: [], lineage })
  const flights = createFlights({ urls: [], connections: 0, lineage })
  onTestFinished(() => flights.close())
  const writer = connectWriterTo(() => undefined)
  const state = { servers, flights, writer, lineage, misTags: new Map(), draining: () => false }
  const { registry } = createMetrics('bom', state)
  const made = (await registry.getMetricsAsJSON()).flatMap(({ name, type }) => {
    const { labelNames = [] } = registry.getSingleMetric(name) as { labelNames?: string[] }
    return name.startsWith('nearside_') ? [`${name} ${type} ${labelNames.join(' ')}`] : []
  })
  const text = readFileSync(join(import.meta.dirname, '../../../docs/telemetry.md'), 'utf8')
  const rows = [...text.matchAll(/^\| `(nearside_\w+)` \| (\w+) \| (.*?) ?\|/gm)]
  const documented = rows.map(([, name, type, labels]) => `${name} ${type} ${labels?.replaceAll('`', '')}`)
  expect(documented.toSorted()).toEqual(made.toSorted())
})

it('R85 a request becomes a span below the gateway’s, and each step of it one below that', async () => {
  const collector = await openCollector()
  onTestFinished(() => collector.close())
  const traces = openTraces({
    ...{ region: 'bom', release: '1.4.2', url: `${collector.url}/v1/traces`, ratio: 1 },
    onTrouble: (trouble) => expect.fail(trouble),
  })
  traces.observe(write({ status: 500 }))
  await traces.close()
  const [server, ...steps] = collector.spans.toSorted((a, b) => b.durationMs - a.durationMs)
  expect(server).toMatchObject({
    ...{ name: 'POST /api/orders', kind: 2, status: 2, traceId: TRACE.traceId, parentSpanId: TRACE.spanId },
    resource: { 'service.name': 'nearside-app', 'service.version': '1.4.2', 'cloud.region': 'bom' },
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/api/orders',
      'http.response.status_code': 500,
      'nearside.intent': 'write',
      'nearside.data': 'primary',
    },
  })
  expect(server?.durationMs).toBeCloseTo(250, 0)
  expect(new Set(steps.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([server?.spanId]))
  expect(steps.map(({ name, kind, status }) => [name, kind, status]).toSorted()).toEqual([
    ['flight', 3, 0],
    ['read', 3, 0],
    ['read', 3, 2],
    ['wait for bookmark', 1, 0],
  ])
  expect(steps[0]).toMatchObject({
    attributes: {
      'db.system.name': 'postgresql',
      'nearside.wan_round_trips': 1,
      'nearside.outcome': 'committed',
    },
  })
  expect(steps[0]?.durationMs).toBeCloseTo(200, 0)
})

it('R86 no span is made of what the gateway did not sample or sign, nor beyond the share that is kept', async () => {
  const collector = await openCollector()
  onTestFinished(() => collector.close())
  const open = (ratio: number) =>
    openTraces({
      ...{ region: 'bom', url: `${collector.url}/v1/traces`, ratio },
      onTrouble: (trouble) => expect.fail(trouble),
    })
  const all = open(1)
  all.observe(write({ trace: { ...TRACE, flags: '00' } }))
  all.observe(write({ intent: undefined }))
  all.observe(write({ route: '/readyz' }))
  const none = open(0)
  none.observe(write())
  await Promise.all([all.close(), none.close()])
  expect(collector.spans).toEqual([])
})

it('R87 a collector that is dead costs spans alone, and that is said once', async () => {
  const collector = await openCollector()
  await collector.close()
  const troubles: string[] = []
  const traces = openTraces({
    ...{ region: 'bom', url: `${collector.url}/v1/traces`, ratio: 1 },
    timeoutMs: 200,
    onTrouble: (trouble) => troubles.push(trouble),
  })
  for (let count = 0; count < 2_000; count++) traces.observe(write())
  await traces.close()
  diag.error('and again')
  expect(troubles).toHaveLength(1)
})

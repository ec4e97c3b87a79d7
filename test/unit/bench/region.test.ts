import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { CHANGES, type Change } from '../../../bench/region/costs.ts'
import { openCounter } from '../../../bench/region/counter.ts'
import { createAskedReader } from '../../../bench/region/frontend-messages.ts'
import { JSON_STEPS, type JsonCosts } from '../../../bench/region/json.ts'
import type { Turn } from '../../../bench/region/load-turn.ts'
import type { Measured } from '../../../bench/region/measure.ts'
import { parseRegionFlags } from '../../../bench/region/options.ts'
import { parseReport } from '../../../bench/region/pgbench.ts'
import { AT, requestsOf } from '../../../bench/region/requests.ts'
import { makeKeys } from '../../../bench/region/server.ts'
import { ratiosOf } from '../../../bench/region/summary.ts'
import { formatContenders, formatCosts } from '../../../bench/region/table.ts'
import { BOOKMARK, IDEMPOTENCY_KEY, INTENT } from '../../../protocol/headers.ts'
import { verify } from '../../../protocol/signature.ts'

const NOW_MS = Date.UTC(2026, 10, 1)

it('B130 the flags of the region bench mean what its help says, and bad ones are named at once', () => {
  expect(parseRegionFlags({ rounds: '5', milliseconds: '1500' })).toEqual({
    ok: true,
    options: {
      rounds: 5,
      turnMs: 1500,
      parts: ['one-row read', 'list of 50', 'one-flight write', 'costs'],
    },
  })
  expect(parseRegionFlags({ rounds: '1', milliseconds: '100', only: 'one-' })).toMatchObject({
    options: { parts: ['one-row read', 'one-flight write'] },
  })
  expect(parseRegionFlags({ rounds: '0', milliseconds: '1e9', only: 'delete' })).toEqual({
    ok: false,
    errors: [
      '--rounds: expected a whole number from 1 to 100, found "0"',
      '--milliseconds: expected a whole number from 100 to 30000, found "1e9"',
      '--only: expected a part of "one-row read" or "list of 50" or "one-flight write" or "costs", found "delete"',
    ],
  })
})

/** A raw request, as the region's app would have it. */
function parse(raw: Uint8Array) {
  const [head = '', body = ''] = Buffer.from(raw).toString().split('\r\n\r\n')
  const [line = '', ...lines] = head.split('\r\n')
  const headers = new Headers(lines.map((each) => each.split(/: (.*)/s).slice(0, 2) as [string, string]))
  const [method = '', path = ''] = line.split(' ')
  return { method, url: `http://${headers.get('host')}${path}`, headers, body }
}

it('B131 the region bench sends what the gateway would: signed, and each write with a bookmark and a key of its own', () => {
  const keys = makeKeys()
  const client = { key: keys.region, bookmark: 'seen' }
  const known = new Map([[keys.region.id, keys.region]])
  for (const kind of ['one-row read', 'list of 50', 'one-flight write'] as const) {
    for (const request of requestsOf(kind, client, 10, NOW_MS).map(parse))
      expect(verify(request, known, AT, NOW_MS)).toEqual({ ok: true, keyId: keys.region.id })
  }
  const writes = requestsOf('one-flight write', client, 10, NOW_MS).map(parse)
  expect(new Set(writes.map(({ headers }) => headers.get(IDEMPOTENCY_KEY))).size).toBe(writes.length)
  const [{ method, headers, body } = parse(new Uint8Array())] = writes
  expect([method, headers.get(INTENT), headers.get(BOOKMARK)]).toEqual(['POST', 'write', 'seen'])
  expect(Number(headers.get('content-length'))).toBe(body.length)
})

/** https://www.postgresql.org/docs/18/protocol-message-formats.html */
function message(type: string, body = ''): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body, 'latin1')])
}

const STARTUP = message('', '\0\x03\0\0user\0reader\0\0')
const SESSION = Buffer.concat([
  message('', '\x04\xd2\x16\x2f'),
  STARTUP,
  message('p', 'secret'),
  ...['P', 'B', 'D', 'E', 'S'].map((type) => message(type, 'select 1')),
  ...['B', 'E', 'S'].map((type) => message(type)),
  message('Q', 'commit\0'),
])

it.each([1, 7, SESSION.length])(
  'B132 what a database is asked is counted from the bytes, in pieces of %i',
  (size) => {
    const read = createAskedReader()
    const asked = { statements: 0, parsed: 0 }
    for (let at = 0; at < SESSION.length; at += size) {
      const { statements, parsed } = read(SESSION.subarray(at, at + size))
      asked.statements += statements
      asked.parsed += parsed
    }
    expect(asked).toEqual({ statements: 3, parsed: 2 })
  },
)

it('B133 a round trip is counted where a connection asks after it was answered', async () => {
  await using stack = new AsyncDisposableStack()
  const database = createServer((socket) => void socket.on('data', () => socket.write('Z')))
  database.listen(0, '127.0.0.1')
  await once(database, 'listening')
  stack.defer(() => void database.close())
  const address = database.address()
  const port = typeof address === 'object' ? address?.port : 0
  const counter = await openCounter(`postgres://reader@127.0.0.1:${port}/shop`, stack)
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(counter.url).port) })
  for (const asked of [STARTUP, Buffer.concat([message('P'), message('E'), message('S')]), message('Q')]) {
    socket.write(asked)
    await once(socket, 'data')
  }
  expect(counter.counts()).toEqual({ statements: 2, parsed: 2, roundTrips: 3 })
})

it('B134 the limit is read from what pgbench reports, and a run with failures is none', () => {
  const report = (failed: number) =>
    `number of transactions actually processed: 4200\nnumber of failed transactions: ${failed} (0.000%)\ntps = 2104.5 (without initial connection time)\n`
  expect(parseReport(report(0))).toEqual({ done: 4200, perSecond: 2104.5 })
  expect(() => parseReport(report(1))).toThrow('pgbench failed')
  expect(() => parseReport('')).toThrow('pgbench failed')
})

function turn(perSecond: number, cpuUs: number | undefined): Turn {
  return { perSecond, p99Ms: 10, cpuUs, databaseUs: 50 }
}

const JSON_COSTS = Object.fromEntries(JSON_STEPS.map((step) => [step, 1000])) as JsonCosts

const COSTS = Object.fromEntries(CHANGES.map((change, index) => [change, turn(100 + index, 100)])) as Record<
  Change,
  Turn
>

/** Of the one-row read alone, without pgbench. */
const MEASURED: Omit<Measured, 'profile' | 'pgbench'> = {
  rounds: {
    'one-row read': [200, 400].map((cpuUs) => ({
      app: turn(900, cpuUs),
      'bare Hono': turn(1000, 200),
      "bare Hono over the region's reader": turn(1800, 100),
      Fastify: turn(1200, undefined),
    })),
  },
  queries: {
    app: perRequest(1.25, 2),
    'bare Hono': perRequest(1, 1),
  },
  costs: [COSTS],
  json: [JSON_COSTS, JSON_COSTS],
}

function perRequest(statements: number, roundTrips: number) {
  return {
    'one-row read': { loaded: { statements, parsed: 0 }, alone: { statements, parsed: 0, roundTrips } },
  }
}

it('B135 a ratio of the region bench is made of turns of one round, and only of what was measured', () => {
  const ratios = ratiosOf(MEASURED)
  const samples = Object.fromEntries(ratios.map((ratio) => [ratio.name, ratio.samples]))
  expect(samples).toMatchObject({
    'one-row read: throughput over bare Hono': [0.9, 0.9],
    "one-row read: throughput over bare Hono over the region's reader": [0.5, 0.5],
    'one-row read: CPU over bare Hono': [1, 2],
    'one-row read: p99 over Fastify': [1, 1],
    'one-row read: statements over bare Hono': [1.25],
    'one-row read: round trips over bare Hono': [2],
    'unnamed statements: throughput over prepared': [1.01],
    'pool of 20: throughput over pool of 10': [1.05],
    'JSON of one row: time with the request validated over without': [1, 1],
    "JSON of one row: time over all CPU of the app's one-row read": [0.005, 0.0025],
  })
  expect(ratios.filter(({ name }) => /list of 50|write|pgbench|: CPU over Fastify/.test(name))).toEqual([])
})

it('B136 the tables of the region bench show what was measured, and a dash for what was not', () => {
  const ratios = ratiosOf(MEASURED)
  const contenders = formatContenders(MEASURED, ratios)
  expect(contenders).toContain('one-row read')
  expect(contenders).not.toContain('list of 50')
  const [pgbench = ''] = contenders.split('\n').filter((line) => line.includes('pgbench'))
  expect(pgbench.match(/–/g)).toHaveLength(9)
  expect(contenders).toContain('0.90')
  expect(formatCosts(ratios)).toMatch(/pool of 20 over pool of 10 .*1\.05/)
})

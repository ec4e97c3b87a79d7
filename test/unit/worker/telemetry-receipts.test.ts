import { expect, it, vi } from 'vitest'
import { factsOf } from '../../../worker/facts.ts'
import { matchesPath } from '../../../worker/routing/path-pattern.ts'
import type { Handled } from '../../../worker/telemetry/handled.ts'
import { createIsolate } from '../../../worker/telemetry/isolate.ts'
import { createObserve, observeIsolate } from '../../../worker/telemetry/observe.ts'
import { receiptOf } from '../../../worker/telemetry/receipts.ts'
import { createRecent } from '../../../worker/telemetry/recent.ts'
import type { AttemptFailure, ToldOutcome } from '../../../worker/upstream/outcome.ts'
import { facts, REGIONS } from './fixtures.ts'

const [IAD, BOM] = REGIONS
const answered: ToldOutcome = {
  ...{ kind: 'answered', region: BOM, intent: 'read' },
  ...{ tryMs: 6, regionMs: 4, wanMs: 0, replay: undefined, metrics: [], failures: [] },
}
const failed = (cause: AttemptFailure['cause']): ToldOutcome => ({
  ...{ kind: 'unavailable', intent: 'read', retries: true },
  failures: [{ regionId: 'bom', intent: 'read', cause }],
})

function handled(overrides: Partial<Handled> = {}): Handled {
  return {
    ...{ atMs: 1000, traceId: '0af7651916cd43dd8448eb211c80319c', facts: facts(), outcome: answered },
    plan: {
      intent: 'read',
      attempts: [
        { region: BOM, reason: 'nearest', isUnwell: false },
        { region: IAD, reason: 'next-best', isUnwell: false },
      ],
      hedgeTo: IAD,
      eligible: REGIONS,
      retries: true,
    },
    ...{ status: 200, epoch: 'e1.7', data: 'local', totalMs: 7 },
    edgeMetrics: [
      { name: 'client', durMs: 8 },
      { name: 'edge', durMs: 1 },
      { name: 'net', desc: 'bom', durMs: 2 },
      { name: 'floor', desc: 'bom', durMs: 0.0213 },
      { name: 'alt', desc: 'iad', durMs: 212.123 },
    ],
    regionMetrics: [
      { name: 'app', durMs: 1 },
      { name: 'db', desc: 'replica', durMs: 3.456 },
      { name: 'cache', durMs: 9 },
    ],
    ...overrides,
  }
}

it('W260 a receipt for operators tells what a request cost as its client saw it, who answered and why', () => {
  expect(receiptOf(handled())).toEqual({
    ...{ atMs: 1000, traceId: '0af7651916cd43dd8448eb211c80319c', epoch: 'e1.7' },
    ...{ colo: 'BOM', country: 'IN', continent: 'AS', asn: 1 },
    ...{ method: 'GET', path: '/api/products', intent: 'read', status: 200 },
    ...{ region: 'bom', reason: 'nearest', data: 'local', replay: null, failedTries: 0 },
    totalMs: 15,
    parts: { client: 8, edge: 1, net: 2, app: 1, db: 3.46 },
    floorMs: 0.02,
    alt: { region: 'iad', ms: 212.12 },
  })
  const replayed: ToldOutcome = { ...answered, region: IAD, intent: 'write', replay: 'interactive' }
  expect(receiptOf(handled({ outcome: replayed }))).toMatchObject({ region: 'iad', replay: 'interactive' })
})

it('W261 a receipt for operators carries no query, no address and no bookmark', () => {
  const request = new Request('https://shop.example/api/products?email=ana@example.org', {
    headers: { 'cf-connecting-ip': '203.0.113.9', 'nearside-bookmark': 'b00kmark', cookie: 'session=s3cret' },
  })
  const text = JSON.stringify(receiptOf(handled({ facts: factsOf(request) })))
  expect(text).toContain('"path":"/api/products"')
  for (const secret of ['ana@', '203.0.113.9', 'b00kmark', 's3cret']) expect(text).not.toContain(secret)
})

it('W238 the path in a receipt is bounded, and nothing in it is obeyed by a terminal', () => {
  const pathOfReceipt = (path: string) => receiptOf(handled({ facts: facts({ path }) })).path
  const long = pathOfReceipt(`/api/products/${'x'.repeat(12_000)}`)
  expect(long).toMatch(/^\/api\/products\/x+…$/)
  expect(long).toHaveLength(128)
  expect(matchesPath('/api/products/:id', long)).toBe(true)
  expect(pathOfReceipt('/api/\u001b[31m\nforged\u009b\u202e')).toBe('/api/%1B[31m%0Aforged%C2%9B%E2%80%AE')
  expect(pathOfReceipt('/api/café/menu%2F1')).toBe('/api/café/menu%2F1')
})

it('W262 a request that no region answered has a receipt with its tries', () => {
  const outcome = failed('timeout')
  const nothing = { data: undefined, edgeMetrics: [], regionMetrics: [], status: 503, totalMs: 2000 }
  expect(receiptOf(handled({ outcome, ...nothing }))).toMatchObject({
    ...{ region: null, reason: 'nearest', data: null, status: 503, failedTries: 1 },
    ...{ totalMs: 2008, parts: {}, floorMs: null, alt: null },
  })
})

it('W263 an isolate keeps the newest receipts until they are taken', () => {
  const recent = createRecent<number>(3)
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) recent.add(() => number)
  expect(recent.take()).toEqual([6, 7, 8])
  expect(recent.take()).toEqual([])
  recent.add(() => 9)
  expect(recent.take()).toEqual([9])
})

it('W264 an isolate counts its requests, and those that no region answered; what a client gave up is not one of them', () => {
  const isolate = createIsolate('i1', 0)
  for (const outcome of [answered, failed('lost'), failed('client')]) isolate.handled(handled({ outcome }))
  expect([isolate.requests(), isolate.unanswered()]).toEqual([3, 1])
  expect(isolate.receipts.take()).toHaveLength(3)
})

it('W268 what watches a request and throws harms neither it nor the others', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const isolate = createIsolate('i1', 0)
  const works: Promise<unknown>[] = []
  const reported: unknown[] = []
  const observe = createObserve([
    () => {
      throw new Error('no dataset')
    },
    observeIsolate(isolate, async (from) => void reported.push(from.colo)),
  ])
  observe(handled(), { waitUntil: (work) => void works.push(work) })
  await Promise.all(works)
  expect(isolate.requests()).toBe(1)
  expect(reported).toEqual(['BOM'])
  expect(logged).toHaveBeenCalledWith(expect.stringContaining('no dataset'))
  logged.mockRestore()
})

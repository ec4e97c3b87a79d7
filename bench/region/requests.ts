/** Requests as the gateway sends them: signed, and the writes with a bookmark and a key of their own. */
import { randomUUID } from 'node:crypto'
import { seededProducts } from '../../db/seed.ts'
import { BOOKMARK, FORWARDED, IDEMPOTENCY_KEY, INTENT, REGION, TRACEPARENT } from '../../protocol/headers.ts'
import { type SigningKey, sign } from '../../protocol/signature.ts'
import { rawRequest } from '../load/load.ts'
import type { Kind } from './kinds.ts'

export const AT = 'bom'

export type Client = {
  readonly key: SigningKey
  /** What the client has seen. */
  readonly bookmark: string
}

const IDS = seededProducts().map(({ id }) => id)
const READ = IDS.slice(0, 100)
/** Others than are read: their rows have old versions that a read would have to step over. */
const ORDERED = IDS.slice(500)

/** How many writes a contender could at most be sent in a millisecond. */
const WRITES_PER_MS = 6

/**
 * @param durationMs how long they are sent, each in turn and from the first one again: but no write may come twice.
 * @param nowMs Unix time in milliseconds: their signatures are good for a minute from then on.
 */
export function requestsOf(
  kind: Kind,
  client: Client,
  durationMs: number,
  nowMs: number,
): readonly Uint8Array[] {
  switch (kind) {
    case 'one-row read':
      return READ.map((id) => read(`/api/products/${id}`, client, nowMs))
    case 'list of 50':
      return [read('/api/products?limit=50', client, nowMs)]
    case 'one-flight write':
      return Array.from({ length: Math.ceil(durationMs * WRITES_PER_MS) }, (_, index) =>
        order(ORDERED[index % ORDERED.length] ?? '', client, nowMs),
      )
  }
}

function read(path: string, { key }: Client, nowMs: number): Uint8Array {
  return rawRequest('GET', path, readHeaders(path, key, nowMs))
}

function order(productId: string, { key, bookmark }: Client, nowMs: number): Uint8Array {
  const path = '/api/orders'
  const headers = headersOf('write')
  headers.set('content-type', 'application/json')
  headers.set(BOOKMARK, bookmark)
  headers.set(IDEMPOTENCY_KEY, randomUUID())
  sign({ method: 'POST', url: urlOf(path), headers }, key, nowMs)
  return rawRequest('POST', path, headers, Buffer.from(JSON.stringify({ productId, quantity: 1 })))
}

export function readHeaders(path: string, key: SigningKey, nowMs: number): Headers {
  const headers = headersOf('read')
  sign({ method: 'GET', url: urlOf(path), headers }, key, nowMs)
  return headers
}

const HOST = `${AT}.region.example`

function urlOf(path: string): string {
  return `http://${HOST}${path}`
}

function headersOf(intent: string): Headers {
  return new Headers({
    host: HOST,
    accept: 'application/json',
    'user-agent': 'nearside-bench',
    [FORWARDED]: 'for=203.0.113.7;host="nearside.example";proto=https',
    [TRACEPARENT]: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    [INTENT]: intent,
    [REGION]: AT,
  })
}

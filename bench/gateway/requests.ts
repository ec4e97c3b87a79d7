/** What the load asks for, as clients in Mumbai send it. Pure but for its randomness. */
import { randomUUID } from 'node:crypto'
import { seededProducts } from '../../db/seed.ts'
import { CITIES, cfOf } from '../../planet/cities.ts'
import { formatBookmark } from '../../protocol/bookmark.ts'
import { BOOKMARK, IDEMPOTENCY_KEY } from '../../protocol/headers.ts'
import type { SigningKey } from '../../protocol/signature.ts'
import { BenchError } from '../bench-error.ts'
import { rawRequest } from '../load/load.ts'
import type { Kind } from './cells.ts'
import { DOWNLOAD_PATH, MEGABYTE, SEEN, UPLOAD_PATH } from './origin.ts'

/** The header that plain workerd takes `request.cf` from. */
export const CF_HEADER = 'bench-cf'

/**
 * @param of what they are for: `request.cf` is told to Workers, other proxies know nothing of it.
 * @returns whole HTTP/1.1 requests, to be sent in turn.
 */
export function requestsOf(
  kind: Kind,
  of: 'worker' | 'proxy',
  bookmarkKey: SigningKey,
): readonly Uint8Array[] {
  const headers = (more: Readonly<Record<string, string>> = {}) =>
    new Headers({ ...CLIENT, ...(of === 'worker' ? { [CF_HEADER]: cfOfMumbai() } : {}), ...more })
  if (kind === '1 MB download') return [rawRequest('GET', DOWNLOAD_PATH, headers())]
  if (kind === '1 MB upload') {
    // Longer than what the gateway keeps for a second try: it streams.
    const upload = headers({ 'content-type': 'application/octet-stream' })
    return [rawRequest('PUT', UPLOAD_PATH, upload, Buffer.alloc(MEGABYTE, 'nearside '))]
  }
  const products = seededProducts().slice(0, 100)
  if (kind === 'small read')
    return products.map(({ id }) => rawRequest('GET', `/api/products/${id}`, headers()))
  return products.map(({ id }) => {
    const write = headers({
      'content-type': 'application/json',
      [IDEMPOTENCY_KEY]: randomUUID(),
      [BOOKMARK]: formatBookmark({ ...SEEN, issuedMs: Date.now() }, bookmarkKey),
    })
    return rawRequest('POST', '/api/orders', write, Buffer.from(`{"productId":"${id}","quantity":1}`))
  })
}

const CLIENT = {
  host: 'nearside.example',
  accept: 'application/json',
  'accept-encoding': 'gzip, br',
  'accept-language': 'en-IN,en;q=0.9',
  'user-agent': 'nearside-bench',
  'cf-connecting-ip': '203.0.113.7',
}

function cfOfMumbai(): string {
  const city = CITIES.find(({ id }) => id === 'bom')
  if (!city) throw new BenchError('The planet has no city "bom".')
  return JSON.stringify(cfOf(city))
}

import { expect, it } from 'vitest'
import { dropHopByHop } from '../../../worker/upstream/hop-by-hop.ts'
import { requestHeaders } from '../../../worker/upstream/request-headers.ts'
import { continueTrace } from '../../../worker/upstream/trace.ts'
import { facts } from './fixtures.ts'

const RANDOM = Uint8Array.from({ length: 24 }, (_, index) => index + 1)
const of = (inbound: Record<string, string>, overrides = {}) =>
  requestHeaders(new Headers(inbound), facts(overrides), RANDOM)

it('W50 what a client may not say never reaches a region', () => {
  const headers = of({
    'nearside-intent': 'read',
    'nearside-region': 'bom',
    'nearside-anything': 'x',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-port': '1',
    'x-real-ip': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
    signature: 'nearside=:AA==:',
    'signature-input': 'nearside=()',
    'cf-visitor': '{}',
    connection: 'keep-alive, x-secret',
    'x-secret': '1',
    te: 'trailers',
    'transfer-encoding': 'chunked',
  })
  expect(Object.fromEntries(headers)).toEqual({
    forwarded: 'for=192.0.2.1;host="bom.example";proto=https',
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-host': 'bom.example',
    'x-forwarded-proto': 'https',
    traceparent: '00-0102030405060708090a0b0c0d0e0f10-1112131415161718-01',
  })
})

it("W51 what is the client's own passes: bookmark, idempotency key, credentials, validators, ranges", () => {
  const own = {
    'nearside-bookmark': 'b',
    'idempotency-key': 'k',
    authorization: 'Bearer x',
    cookie: 'a=1; b=2',
    'if-none-match': '"e"',
    range: 'bytes=0-9',
    accept: 'text/event-stream',
  }
  expect(Object.fromEntries(of(own))).toMatchObject(own)
})

it('W56 a bookmark that can not be one is treated as none', () => {
  for (const bookmark of ['clé', 'x'.repeat(256)])
    expect(of({ 'nearside-bookmark': bookmark }).has('nearside-bookmark')).toBe(false)
})

it('W52 an IPv6 client is named as RFC 7239 asks, an unknown one as unknown', () => {
  expect(of({}, { clientAddress: '2001:db8::1' }).get('forwarded')).toContain('for="[2001:db8::1]"')
  expect(of({}, { clientAddress: undefined }).get('forwarded')).toContain('for=unknown')
})

it('W53 a WebSocket upgrade stays one', () => {
  expect(of({ upgrade: 'websocket', connection: 'Upgrade' }, { isUpgrade: true }).get('upgrade')).toBe(
    'websocket',
  )
  expect(of({ upgrade: 'h2c', connection: 'Upgrade' }).has('upgrade')).toBe(false)
})

it('W54 a valid trace goes on with a span of our own; anything else begins a new one', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c'
  expect(continueTrace(`00-${trace}-b7ad6b7169203331-00`, RANDOM)).toBe(`00-${trace}-1112131415161718-00`)
  for (const bad of [
    null,
    'x',
    `ff-${trace}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  ]) {
    expect(continueTrace(bad, RANDOM)).toBe('00-0102030405060708090a0b0c0d0e0f10-1112131415161718-01')
  }
})

it('W55 headers of one connection are dropped, also those that Connection names', () => {
  const headers = new Headers({
    connection: 'close, X-Private',
    'x-private': '1',
    'keep-alive': 'timeout=5',
    'x-kept': '1',
  })
  dropHopByHop(headers)
  expect(Object.fromEntries(headers)).toEqual({ 'x-kept': '1' })
})

import { expect, it } from 'vitest'
import { fieldsOf } from '../../../worker/fields.ts'
import { hopByHop } from '../../../worker/upstream/hop-by-hop.ts'
import { requestHeaders } from '../../../worker/upstream/request-headers.ts'
import { continueTrace } from '../../../worker/upstream/trace.ts'
import { facts } from './fixtures.ts'

const BOOKMARKS = [...'abcdefghij'].map((letter, index) => letter.repeat(index % 2 === 0 ? 54 : 72))
const [A = '', B = '', C = '', , E = ''] = BOOKMARKS
const RANDOM = Uint8Array.from({ length: 24 }, (_, index) => index + 1)
const of = (inbound: Record<string, string>, overrides = {}) =>
  requestHeaders(fieldsOf(new Headers(inbound)), facts(overrides), RANDOM)

it('W50 what a client may not say never reaches a region', () => {
  const headers = of({
    'nearside-intent': 'read',
    'nearside-region': 'bom',
    'nearside-slot': 'preview',
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

it('W236 who an operator is stays at the edge: neither the assertion of Cloudflare Access nor its cookie reaches a region', () => {
  const headers = of({
    'cf-access-jwt-assertion': 'e30.e30.e30',
    'cf-access-authenticated-user-email': 'ana@near.example',
    'cf-access-client-secret': 's3cret',
    cookie: 'theme=dark; CF_Authorization=e30.e30.e30; session=1;CF_AppSession=n',
    authorization: 'Bearer of-the-app',
  })
  expect([...headers.keys()].filter((name) => name.startsWith('cf-'))).toEqual([])
  expect(headers.get('cookie')).toBe('theme=dark; session=1')
  expect(headers.get('authorization')).toBe('Bearer of-the-app')
  expect(of({ cookie: 'CF_Authorization=e30.e30.e30' }).has('cookie')).toBe(false)
})

it("W51 what is the client's own passes: bookmark, idempotency key, credentials, validators, ranges", () => {
  const own = {
    'nearside-bookmark': A,
    'idempotency-key': 'k',
    authorization: 'Bearer x',
    cookie: 'a=1; b=2',
    'if-none-match': '"e"',
    range: 'bytes=0-9',
    accept: 'text/event-stream',
  }
  expect(Object.fromEntries(of(own))).toMatchObject(own)
})

it.each([
  ['one', A, A],
  ['several', `${A},${B} , ${A}`, `${A}, ${B}`],
  ['more than are looked at, and one to tell it by', BOOKMARKS.join(','), BOOKMARKS.slice(0, 9).join(', ')],
  ['none', '', undefined],
  ['nothing but commas', ' , ,', undefined],
  ['another form', 'clé', 'malformed'],
  ['too long', 'x'.repeat(4000), 'malformed'],
  ['some of each', `x, ${E}, y"z, ${A.slice(1)}`, `malformed, ${E}`],
])('W56 what can not be a bookmark is replaced by a word that says so: %s', (_, sent, expected) => {
  expect(of({ 'nearside-bookmark': sent }).get('nearside-bookmark')).toBe(expected)
})

it.each([
  ['alone', `nearside-bookmark=${A}`, A, undefined],
  ['first', `nearside-bookmark=${A}; a=1; b="2;3"`, A, 'a=1; b="2;3"'],
  ['between', `a=1; nearside-bookmark=${A};b=2`, A, 'a=1;b=2'],
  ['last', `a=1; nearside-bookmark=${A}`, A, 'a=1'],
  ['of two paths', `nearside-bookmark=${A}; nearside-bookmark=${B}`, `${A}, ${B}`, undefined],
  [
    'of a read and of a write',
    `nearside-bookmark=${A}; a=1; nearside-bookmark-write=${B}`,
    `${A}, ${B}`,
    'a=1',
  ],
  ['none', 'a=1;  b=2 ;c', undefined, 'a=1;  b=2 ;c'],
  [
    'one of a longer name',
    `x-nearside-bookmark=${A}; nearside-bookmarks=${B}`,
    undefined,
    `x-nearside-bookmark=${A}; nearside-bookmarks=${B}`,
  ],
  ['one of no value', 'nearside-bookmark=; a=1', undefined, 'a=1'],
  ['one that is none', 'nearside-bookmark=deleted; a=1', 'malformed', 'a=1'],
])(
  'W92 the cookie of the bookmark becomes the header, other cookies stay as they are: %s',
  (_, cookie, bookmark, others) => {
    const headers = of({ cookie })
    expect([headers.get('nearside-bookmark'), headers.get('cookie')]).toEqual([bookmark, others])
  },
)

it('W93 bookmarks of header and cookie stand beside each other', () => {
  const headers = of({ 'nearside-bookmark': `${A}, ${B}`, cookie: `nearside-bookmark=${C}` })
  expect(headers.get('nearside-bookmark')).toBe(`${A}, ${B}, ${C}`)
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
    undefined,
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
  const dropped = hopByHop(fieldsOf(headers))
  expect([...headers.keys()].filter((name) => !dropped.has(name))).toEqual(['x-kept'])
})

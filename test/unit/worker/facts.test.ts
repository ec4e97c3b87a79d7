import { expect, it } from 'vitest'
import { factsOf } from '../../../worker/facts.ts'

function request(cf: object | undefined, headers: Record<string, string> = {}) {
  return Object.assign(new Request('https://shop.example:8443/api/a%20b?x=1', { headers }), { cf })
}

it('W5 facts are read from cf, whose coordinates are strings', () => {
  const cf = {
    colo: 'BOM',
    country: 'IN',
    continent: 'AS',
    asn: 9498,
    latitude: '19.07',
    longitude: '72.88',
    clientTcpRtt: 12,
  }
  expect(factsOf(request(cf, { 'cf-connecting-ip': '192.0.2.1' }))).toEqual({
    method: 'GET',
    path: '/api/a b',
    host: 'shop.example:8443',
    scheme: 'https',
    position: { latitude: 19.07, longitude: 72.88 },
    colo: 'BOM',
    country: 'IN',
    continent: 'AS',
    asn: 9498,
    clientRttMs: 12,
    clientAddress: '192.0.2.1',
    isUpgrade: false,
  })
})

it('W6 a request without cf, or with a poor one, has fewer facts and no error', () => {
  for (const cf of [
    undefined,
    {},
    { latitude: '', longitude: null, country: null, clientTcpRtt: 0, asn: 'x' },
  ]) {
    const { position, country, asn, clientRttMs } = factsOf(request(cf))
    expect([position, country, asn, clientRttMs]).toEqual([undefined, undefined, undefined, undefined])
  }
})

it('W7 over HTTP/3 the round trip is that of QUIC', () => {
  expect(factsOf(request({ clientTcpRtt: 0, clientQuicRtt: 21 })).clientRttMs).toBe(21)
})

it.each([
  ['/api/%6frders/1/%63ancel', '/api/orders/1/cancel'],
  ['/api/a%2Fb', '/api/a%2Fb'],
  ['/api/%25%36%66', '/api/%256f'],
  ['/api/%E0%A4%A8/%zz/%ff', '/api/न/%zz/%ff'],
])('W113 a path is what the app’s router reads, however it is spelled: %s', (sent, path) => {
  expect(factsOf(new Request(`https://shop.example${sent}`)).path).toBe(path)
})

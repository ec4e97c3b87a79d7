import { expect, it } from 'vitest'
import { deriveRegionKey, MAX_AGE_S, sign } from '../../protocol/signature.ts'
import { appUrl, from, gatewaySecret } from '../support/planet.ts'

type Change = { method?: string; path?: string; headers?: Record<string, string> }
type Signing = { region?: string; keyOf?: string; ageS?: number }

/** Signs one request for a region, changes it, and sends it straight to the app in Mumbai. */
async function direct(
  { region = 'bom', keyOf = region, ageS = 0 }: Signing,
  change: Change = {},
): Promise<Response> {
  const origin = appUrl('bom')
  const headers = new Headers({
    'nearside-intent': 'read',
    'nearside-region': region,
    forwarded: 'for=192.0.2.1',
  })
  const message = { method: 'GET', url: `${origin}/api/products?limit=1`, headers }
  sign(message, deriveRegionKey(gatewaySecret(), 'planet-1', keyOf), Date.now() - ageS * 1000)
  for (const [name, value] of Object.entries(change.headers ?? {})) headers.set(name, value)
  return fetch(origin + (change.path ?? '/api/products?limit=1'), { method: change.method ?? 'GET', headers })
}

it('Y20 a request that the gateway signed for this region is answered', async () => {
  expect((await direct({})).status).toBe(200)
})

it('Y21 without a signature there is only livez', async () => {
  for (const path of ['/api/products?limit=1', '/readyz', '/', '/metrics']) {
    const response = await fetch(appUrl('bom') + path)
    expect([path, response.status, response.headers.get('content-type')]).toEqual([
      path,
      401,
      'application/problem+json',
    ])
  }
  expect((await fetch(`${appUrl('bom')}/livez`)).status).toBe(200)
})

it.each<[string, Signing, Change]>([
  ['that is too old', { ageS: MAX_AGE_S + 1 }, {}],
  ['of the future', { ageS: -60 }, {}],
  ['made for another region', { region: 'fra' }, {}],
  ['made with the key of another region', { keyOf: 'fra' }, {}],
  ['made for another path', {}, { path: '/api/orders?limit=1' }],
  ['made for another query', {}, { path: '/api/products?limit=2' }],
  ['made for another method', {}, { method: 'DELETE' }],
  ['made for another intent', {}, { headers: { 'nearside-intent': 'write' } }],
  ['that does not cover the idempotency key', {}, { headers: { 'idempotency-key': 'k' } }],
  ['that does not cover the bookmark', {}, { headers: { 'nearside-bookmark': 'b' } }],
])('Y22 a signature %s is refused with 401', async (_, signing, change) => {
  const response = await direct(signing, change)
  expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
})

it('Y23 a client can not tag its own request: the gateway drops what it says and signs its own', async () => {
  const headers = {
    'nearside-intent': 'write',
    'nearside-region': 'fra',
    signature: 'x',
    'signature-input': 'y',
  }
  expect(await from('bom', '/api/products?limit=1', { headers })).toMatchObject({
    status: 200,
    region: 'bom',
    data: 'local',
  })
})

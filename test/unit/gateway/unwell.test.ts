import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { EMPTY_OVERLAY } from '../../../protocol/operators/overlay.ts'
import { parseConfig } from '../../../worker/config.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'
import { openGateway } from './gateway.ts'
import { NOW_MS } from './worlds.ts'

// Each request comes a tenth of a second after the last one, and all regions are as near: the first one is the nearest.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS }))
afterAll(() => void vi.useRealTimers())

const PLACES = [
  { id: 'bom', latitude: 19.09, longitude: 72.87 },
  { id: 'fra', latitude: 50.03, longitude: 8.57 },
  { id: 'iad', latitude: 38.95, longitude: -77.45 },
]
const IN_MUMBAI = { colo: 'BOM', latitude: '19.07', longitude: '72.88' }
const PIN = { id: 'p1', match: { path: '/api/*' }, to: 'bom', by: 'ana', why: 'a test', atMs: NOW_MS }

type Answer = (regionId: string, request: Request) => Response

function open(answer: Answer, { pinned = false, mesh = {} } = {}) {
  const parsed = parseConfig({
    primary: 'iad',
    regions: PLACES.map((place) => ({ ...place, binding: place.id })),
    ...mesh,
  })
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'))
  const store = createHealthStore()
  const overlay = { ...EMPTY_OVERLAY, revision: 1, pins: pinned ? [PIN] : [] }
  const { send } = openGateway({ config: parsed.config, overlay, store, answer })
  const ask = async (path: string, method = 'GET') => {
    vi.advanceTimersByTime(100)
    const request = Object.assign(new Request(`https://shop.example${path}`, { method }), { cf: IN_MUMBAI })
    const { response, reached } = await send(request)
    return { status: response.status, last: reached.at(-1), tries: reached.length }
  }
  return { store, ask }
}

const ok = (headers = { 'server-timing': 'app;dur=2' }) => new Response('here', { headers })
const down = () => new Response('not now', { status: 503 })
const busy = () => new Response('too many', { status: 429 })

it('W324 requests that are pinned to a dead region are answered by the others, and spend no retry on it', async () => {
  const { ask, store } = open((id) => (id === 'bom' ? down() : ok()), { pinned: true })
  for (let request = 0; request < 400; request++) expect((await ask('/api/products')).status).toBe(200)
  expect(store.retryBudget()).toBeGreaterThan(0.9)
})

it('W327 so are writes that go home while the primary refuses them there', async () => {
  const answer: Answer = (id) => (id === 'iad' ? down() : ok())
  const { ask, store } = open(answer, { mesh: { routes: [{ path: '/api/*', method: 'POST', via: 'home' }] } })
  for (let request = 0; request < 400; request++) expect((await ask('/api/orders', 'POST')).status).toBe(200)
  expect(store.retryBudget()).toBeGreaterThan(0.9)
})

it('W325 the try after one that was known to be in vain is no retry', async () => {
  const mesh = { routes: [{ path: '/api/eu', only: ['fra', 'bom'] }] }
  const { ask, store } = open((id) => (id === 'bom' ? down() : ok()), { mesh: { ...mesh } })
  for (const id of ['bom', 'fra']) for (const nowMs of [1, 2, 3]) store.failed(id, NOW_MS + nowMs)
  while (store.mayRetry());
  expect(await ask('/api/eu')).toEqual({ status: 200, last: 'fra', tries: 2 })
})

it('W390 one client that is refused moves nobody, reading or writing', async () => {
  const answer: Answer = (_, { url }) => (url.endsWith('/api/search') ? busy() : ok())
  for (const method of ['GET', 'POST']) {
    const { ask, store } = open(answer)
    for (let round = 0; round < 60; round++) {
      for (let read = 0; read < (method === 'GET' ? 2 : 1); read++)
        expect(await ask('/api/products')).toMatchObject({ status: 200, last: 'bom' })
      await ask('/api/search', method)
      await ask('/api/search', method)
      expect(store.pressures(Date.now()).size).toBe(0)
    }
  }
})

it('W396 a region that refuses most reads loses them, and one spelling of a path is as good as another', async () => {
  const { ask, store } = open((id) => (id === 'bom' ? busy() : ok()))
  const asked = []
  for (let read = 0; read < 60; read++) asked.push((await ask('/api/products')).last)
  expect(asked.slice(-20)).not.toContain('bom')
  expect(store.pressures(Date.now()).has('bom')).toBe(true)

  let ownMs = 2
  const spelt = open(() => ok({ 'server-timing': `app;dur=${ownMs}` }))
  for (let read = 0; read < 30; read++) await spelt.ask('/api/%70roducts')
  ownMs = 402
  for (let read = 0; read < 12; read++) await spelt.ask('/api/products')
  expect(spelt.store.pressures(Date.now()).get('bom')).toBeGreaterThan(0)
})

import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { explainRequest } from '../../../worker/admin/explain.ts'
import { factsOf } from '../../../worker/facts.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'
import { config } from '../worker/fixtures.ts'
import { openGateway } from './gateway.ts'
import { NOW_MS } from './worlds.ts'

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS }))
afterAll(() => void vi.useRealTimers())

it('W403 an edge that was idle asks the near region again, though its last probe was held up, and says why', async () => {
  const store = createHealthStore()
  store.probed('bom', 400, NOW_MS)
  store.probed('fra', 150, NOW_MS)
  store.probed('iad', 187, NOW_MS)
  const regions = config().regions.map(({ id, latitude, longitude }) => ({
    id,
    latitude,
    longitude,
    binding: id,
  }))
  const { gateway, send } = openGateway({
    config: config({ regions }),
    store,
    answer: () => new Response('here'),
  })
  const cf = { colo: 'BOM', latitude: '19.07', longitude: '72.88' }
  const ask = () => Object.assign(new Request('https://shop.example/api/x'), { cf })
  const explained = () => {
    const told = explainRequest(gateway, { method: 'GET', path: '/api/x' }, factsOf(ask()))
    return told.kind === 'app' ? told.regions.find(({ id }) => id === 'bom') : undefined
  }

  expect(explained()).toMatchObject({ place: 3, rttSource: 'learned' })
  vi.setSystemTime(NOW_MS + 60_000)
  expect(explained()).toMatchObject({ place: 1, rttSource: 'faded' })
  expect(explained()?.sentence).toMatch(
    /^nearest: 1\d ms away \(400 ms learned, but not lately, and far above the map\)$/,
  )
  expect((await send(ask())).reached).toEqual(['bom'])
  expect(explained()).toMatchObject({ rttSource: 'learned', rttMs: 0 })
})

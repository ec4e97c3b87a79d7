import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { BOOKMARK } from '../../../protocol/headers.ts'
import type { ExplainRequest } from '../../../protocol/operators/explain.ts'
import { EMPTY_OVERLAY, type Overlay } from '../../../protocol/operators/overlay.ts'
import { explainRequest } from '../../../worker/admin/explain.ts'
import { RANDOM_BYTES } from '../../../worker/app.ts'
import { parseConfig } from '../../../worker/config.ts'
import { factsOf } from '../../../worker/facts.ts'
import { classify } from '../../../worker/routing/classify.ts'
import { lotOf } from '../../../worker/routing/weights.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'
import { facts } from '../worker/fixtures.ts'
import { openGateway } from './gateway.ts'
import { anyConfig, anyOverlay, anyRequest, anyStore, NOW_MS } from './worlds.ts'

// What a region may be is a matter of time, too: between the two askings none passes.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS }))
afterAll(() => void vi.useRealTimers())

const FAILURES: readonly (() => Response)[] = [
  () => {
    throw new Error('no connection')
  },
  () => new Response('not now', { status: 503 }),
  () => new Response('no origin', { status: 521 }),
]

it('W310 what explain tells is what the gateway then does, over 1,000 random configs, overlays, states and requests', async () => {
  const anyFailures = fc.array(fc.constantFrom(...FAILURES), { maxLength: 6 })
  const anyRandom = fc.uint8Array({ minLength: RANDOM_BYTES, maxLength: RANDOM_BYTES })
  await fc.assert(
    fc.asyncProperty(
      fc.record({ config: anyConfig, overlay: anyOverlay, store: anyStore, random: anyRandom }),
      anyRequest,
      anyFailures,
      async (world, { method, path, bookmark, cf }, failures) => {
        const left = [...failures]
        const answer = () => left.shift()?.() ?? new Response('here')
        const { gateway, send } = openGateway({ ...world, answer })
        const headers = bookmark === undefined ? {} : { [BOOKMARK]: bookmark }
        const request = Object.assign(new Request(`https://shop.example${path}`, { method, headers }), { cf })
        const facts = factsOf(request)
        const lot = lotOf(world.random)
        const explanation = explainRequest(gateway, { method, path, bookmark, lot }, facts)
        const { response, reached } = await send(request)

        const named = explanation.kind === 'app' ? explanation.attempts.map(({ region }) => region) : []
        expect(reached).toEqual(named.slice(0, failures.length + 1))
        if (explanation.kind === 'edge') return
        expect(response.headers.get('nearside-config-epoch')).toBe(explanation.epoch)

        const classified = classify(world.config, facts)
        const only = classified.kind === 'app' ? classified.only : undefined
        for (const id of named) expect(only ?? named).toContain(id)
        expect(new Set(named).size).toBe(named.length)
        const places = explanation.regions.map(({ id, place }) => ({ id, place }))
        expect(places.map(({ id }) => id).toSorted()).toEqual(
          world.config.regions.map(({ id }) => id).toSorted(),
        )
        expect(places.flatMap(({ id, place }) => (place === null ? [] : id))).toEqual(named)
        for (const { sentence } of explanation.regions) expect(sentence).not.toMatch(/undefined|NaN|Infinity/)
      },
    ),
    { numRuns: 1000 },
  )
})

const PLACES = [
  { id: 'iad', latitude: 38.95, longitude: -77.45 },
  { id: 'bom', latitude: 19.09, longitude: 72.87 },
  { id: 'fra', latitude: 50.03, longitude: 8.57 },
]
const MUMBAI = facts({ colo: 'BOM' })

/** A gateway in Mumbai that has learned the distance to Mumbai, where the circuit of Frankfurt opened 12 s ago. */
function openMumbai(overlay: Partial<Overlay> = {}, mesh: object = {}) {
  const parsed = parseConfig({
    primary: 'iad',
    regions: PLACES.map((place) => ({ ...place, binding: place.id })),
    ...mesh,
  })
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'))
  const store = createHealthStore()
  store.probed('bom', 2.14, NOW_MS - 20_000)
  for (let time = 0; time < 3; time++) store.failed('fra', NOW_MS - 12_000)
  const inForce = { ...EMPTY_OVERLAY, revision: 7, ...overlay }
  const { gateway } = openGateway({
    config: parsed.config,
    overlay: inForce,
    store,
    answer: () => new Response(),
  })
  const ask = (request: Partial<ExplainRequest> = {}) => {
    const explanation = explainRequest(gateway, { method: 'GET', path: '/api/x', ...request }, MUMBAI)
    if (explanation.kind === 'edge') throw new Error(explanation.sentence)
    return explanation
  }
  const sentences = (request: Partial<ExplainRequest> = {}) =>
    ask(request).regions.map(({ id, sentence }) => `${id}: ${sentence}`)
  return { gateway, ask, sentences }
}

it("W311 each region's place is told in a sentence that names who, until when, why, and what it costs", () => {
  const mark = { by: 'ana', why: 'kernel upgrade', atMs: NOW_MS }
  const drained = openMumbai({ drains: { bom: { ...mark, untilMs: Date.UTC(2027, 0, 15, 14, 0) } } })
  expect(drained.sentences()).toEqual([
    'iad: nearest: 204 ms away (by the map)',
    'fra: its circuit is open since 12 s (tried last)',
    'bom: drained by ana until 2027-01-15 14:00 UTC: kernel upgrade (tried last)',
  ])
  expect(drained.ask()).toMatchObject({
    epoch: expect.stringMatching(/\.7$/),
    learnedIn: 'BOM',
    reason: 'method GET',
  })

  const routes = [{ id: 'eu', path: '/api/eu', only: ['fra', 'iad'], pin: 'fra' }]
  const weighed = openMumbai({ weights: { bom: { ...mark, weight: 0.25 } } }, { routes })
  expect(weighed.sentences({ method: 'POST', lot: 0.5 })).toEqual([
    'iad: next-best: 204 ms away (by the map)',
    "bom: its weight 0.25 and this request's lot 0.5 send it on: 2.14 ms away (learned), 204 ms on to the primary",
    'fra: its circuit is open since 12 s (tried last)',
  ])
  expect(weighed.sentences({ path: '/api/eu?page=2' })).toEqual([
    'iad: nearest: 204 ms away (by the map)',
    'fra: pinned by rule eu, but its circuit is open since 12 s (tried last)',
    'bom: left out: rule eu allows only fra, iad',
  ])
  const pins = ['iad', 'fra'].map((to) => ({ ...mark, id: to, match: {}, to }))
  expect(openMumbai({ pins: pins.slice(0, 1) }).sentences()[0]).toBe(
    'iad: pinned by ana: kernel upgrade; 204 ms away (by the map)',
  )
  expect(openMumbai({ pins: pins.slice(1) }).sentences()[2]).toBe(
    'fra: pinned by ana: kernel upgrade, but its circuit is open since 12 s (tried last)',
  )
})

it('W399 where the nearest region keeps a write that another way would bring home a little sooner, it says so', () => {
  const { sentences } = openMumbai()
  expect(sentences({ method: 'POST' }).slice(0, 2)).toEqual([
    'bom: nearest: 2.14 ms away (learned), 204 ms on to the primary; nearest as it is, it keeps a write unless another way is 31 ms quicker',
    'iad: next-best: 204 ms away (by the map)',
  ])
  expect(sentences()[0]).toBe('bom: nearest: 2.14 ms away (learned)')
})

it('W312 for a client elsewhere the map decides, and says so', () => {
  const { ask } = openMumbai()
  const tokyo = ask({ vantage: { colo: 'NRT', latitude: 35.68, longitude: 139.69 } })
  expect(tokyo.learnedIn).toBeNull()
  expect(tokyo.regions.map(({ rttSource }) => rttSource)).toEqual(['prior', 'prior', 'prior'])
  const own = ask({ vantage: { colo: 'BOM' } })
  expect([own.learnedIn, own.regions[0]?.rttSource, own.regions[0]?.rttMs]).toEqual(['BOM', 'learned', 2.14])
})

it('W313 what no region is asked for is told, and what is no bookmark or no lot does no harm', () => {
  const { gateway, ask } = openMumbai()
  for (const path of ['/about', '/_nearside/status', '/livez']) {
    const { kind, sentence } = explainRequest(gateway, { method: 'GET', path }, MUMBAI) as {
      kind: string
      sentence: string
    }
    expect([kind, sentence]).toEqual(['edge', expect.stringContaining(path)])
  }
  for (const bookmark of ['', 'garbage', 'a\nb', 'ü'])
    expect(ask({ bookmark }).attempts[0]?.region).toBe('bom')
  expect(ask({ lot: 1 }).attempts[0]?.region).toBe('bom')
  expect(ask({ path: 'api/x' }).attempts[0]?.region).toBe('bom')
})

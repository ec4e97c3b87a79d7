/** Random configs, overlays, states of regions and requests. */
import fc from 'fast-check'
import { formatBookmark } from '../../../protocol/bookmark.ts'
import type { Match, Overlay } from '../../../protocol/operators/overlay.ts'
import type { Standing } from '../../../protocol/position.ts'
import { type MeshConfig, parseConfig } from '../../../worker/config.ts'
import { createHealthStore, type HealthStore } from '../../../worker/upstream/health-store.ts'
import { KEYS } from './gateway.ts'

export const NOW_MS = 1_800_000_000_000

const PLACES = [
  { id: 'iad', latitude: 38.95, longitude: -77.45 },
  { id: 'bom', latitude: 19.09, longitude: 72.87 },
  { id: 'fra', latitude: 50.03, longitude: 8.57 },
  { id: 'sin', latitude: 1.36, longitude: 103.99 },
  { id: 'syd', latitude: -33.95, longitude: 151.18 },
  { id: 'gru', latitude: -23.43, longitude: -46.47 },
]
const IDS = PLACES.map(({ id }) => id)
const PATHS = ['/api/orders', '/api/orders/7', '/api/reports', '/page', '/_nearside/status']
const METHODS = ['GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE']

const anyId = fc.constantFrom(...IDS)
const anyWeight = fc.constantFrom(0, 0.2, 0.5, 0.9, 1, 1, 1, 1)
const ANY_KEYS: { requiredKeys: never[] } = { requiredKeys: [] }
const someOf = <T>(...values: readonly T[]) => fc.subarray([...values], { minLength: 1 })

/** Few keys at once: a rule that nothing matches tells nothing. */
const anyMatch: fc.Arbitrary<Match> = fc.oneof(
  fc.record({ path: fc.constantFrom('/api/*', '/api/orders', '/api/orders/:id', '/*') }),
  fc.record({ country: someOf('IN', 'DE', 'JP'), method: fc.constantFrom(...METHODS) }),
  fc.record({ continent: someOf('AS', 'EU') }),
  fc.record({ colo: someOf('BOM', 'FRA'), asn: someOf(1, 2, 3) }),
)

const anyRule = (ids: readonly string[]) => {
  const anyDecision = fc.record({ intent: fc.constantFrom('read', 'write'), retries: fc.boolean() }, ANY_KEYS)
  const anySteer = (ids: readonly string[]) =>
    fc.record({ prefer: someOf(...ids), pin: fc.constantFrom(...ids) }, ANY_KEYS)
  const anyWay = fc.oneof(
    fc.constant({ via: 'home' }),
    anySteer(ids),
    someOf(...ids).chain((only) => anySteer(only).map((steer) => ({ only, ...steer }))),
  )
  return fc.tuple(anyMatch, anyDecision, anyWay).map(([match, decision, way]) => {
    return { ...match, ...decision, ...way }
  })
}

export const anyConfig: fc.Arbitrary<MeshConfig> = fc
  .shuffledSubarray(PLACES, { minLength: 1 })
  .chain((places) => {
    const ids = places.map(({ id }) => id)
    return fc.record({
      primary: fc.constantFrom(...ids),
      regions: fc.tuple(
        ...places.map((place) => anyWeight.map((weight) => ({ ...place, binding: place.id, weight }))),
      ),
      routes: fc.array(anyRule(ids), { maxLength: 4 }),
    })
  })
  .map(valid)

/** Rules that contradict each other are left out, and so are weights that are all 0. */
function valid(mesh: { regions: readonly object[]; routes: readonly object[] }): MeshConfig {
  const parsed = parseConfig(mesh)
  if (parsed.ok) return parsed.config
  if (mesh.routes.length > 0) return valid({ ...mesh, routes: mesh.routes.slice(1) })
  return valid({ ...mesh, regions: mesh.regions.map((region) => ({ ...region, weight: 1 })) })
}

const MARK = { by: 'ana', why: 'a test', atMs: NOW_MS - 1000 }
const anyMark = fc
  .record({ untilMs: fc.constantFrom(undefined, NOW_MS - 1, NOW_MS + 60_000) })
  .map((end) => ({
    ...MARK,
    ...end,
  }))

export const anyOverlay: fc.Arbitrary<Overlay> = fc.record({
  format: fc.constant(1 as const),
  revision: fc.nat(9),
  drains: fc.dictionary(anyId, anyMark, { maxKeys: 2 }),
  weights: fc.dictionary(
    anyId,
    fc.tuple(anyMark, anyWeight).map(([mark, weight]) => ({ ...mark, weight })),
    { maxKeys: 3 },
  ),
  pins: fc.array(
    fc.tuple(anyMark, anyMatch, anyId).map(([mark, match, to]) => ({ ...mark, id: to, match, to })),
    { maxLength: 2 },
  ),
})

const anyStanding: fc.Arbitrary<Standing> = fc.record({
  role: fc.constantFrom('primary', 'replica'),
  position: fc.record({ timeline: fc.integer({ min: 1, max: 3 }), lsn: fc.bigInt({ min: 0n, max: 500n }) }),
  ageMs: fc.constantFrom(undefined, 0, 1000, 2000, 20_000, 60_000),
})

type Event = (store: HealthStore) => void

const anyEvent: fc.Arbitrary<Event> = anyId.chain((id) =>
  fc.oneof(
    fc.nat(400).map(
      (rttMs): Event =>
        (store) =>
          store.probed(id, rttMs, NOW_MS - 5000),
    ),
    fc.nat(400).map(
      (rttMs): Event =>
        (store) =>
          store.answered(id, rttMs, NOW_MS - 4000),
    ),
    fc.nat(400).map(
      (rttMs): Event =>
        (store) =>
          store.reachedPrimary(id, rttMs, NOW_MS - 4000),
    ),
    anyStanding.map(
      (standing): Event =>
        (store) =>
          store.stands(id, standing, NOW_MS - 3000),
    ),
    fc.constant<Event>((store) => threeTimes(() => store.failed(id, NOW_MS - 3000))),
    anyStanding.map(
      (standing): Event =>
        (store) =>
          store.stands(id, standing, NOW_MS - 3000),
    ),
    fc.constant<Event>((store) => threeTimes(() => store.failedToWrite(id, NOW_MS - 3000))),
    anyStanding.map(
      (standing): Event =>
        (store) =>
          store.stands(id, standing, NOW_MS - 2000),
    ),
  ),
)

function threeTimes(work: () => void): void {
  for (let time = 0; time < 3; time++) work()
}

/** What the isolate has lived through, and how much later than usual regions answer. */
export const anyStore: fc.Arbitrary<HealthStore> = fc
  .tuple(
    fc.array(anyEvent, { maxLength: 12, size: 'max' }),
    fc.dictionary(anyId, fc.nat(500), { maxKeys: 2 }),
  )
  .map(([events, pressures]) => {
    const store = createHealthStore()
    for (const event of events) event(store)
    return { ...store, pressures: () => new Map(Object.entries(pressures)) }
  })

const anyBookmark = fc.oneof(
  fc.constant('garbage'),
  fc
    .record({
      timeline: fc.integer({ min: 1, max: 3 }),
      lsn: fc.bigInt({ min: 0n, max: 1000n }),
      issuedMs: fc.integer({ min: NOW_MS - 5000, max: NOW_MS }),
    })
    .map((position) => {
      const [key] = KEYS.bookmarkKeys
      return key ? formatBookmark({ epoch: 1, write: undefined, ...position }, key) : ''
    }),
)

export const anyRequest = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc.constantFrom(...PATHS),
  bookmark: fc.option(
    fc.array(anyBookmark, { minLength: 1, maxLength: 2 }).map((texts) => texts.join(', ')),
    { nil: undefined },
  ),
  cf: fc.record(
    {
      colo: fc.constantFrom('BOM', 'FRA', 'NRT'),
      country: fc.constantFrom('IN', 'DE', 'JP'),
      continent: fc.constantFrom('AS', 'EU'),
      asn: fc.constantFrom(1, 2, 3),
      latitude: fc.constantFrom('19.07', '50.1', '35.7'),
      longitude: fc.constantFrom('72.88', '8.7', '139.7'),
    },
    ANY_KEYS,
  ),
})

import { expect, it } from 'vitest'
import { parseConfig } from '../../../worker/config.ts'
import { config, REGIONS } from './fixtures.ts'

it('W1 a config is complete, frozen and named by its content', () => {
  const { epoch, timeouts, app } = config()
  expect({ timeouts, app }).toEqual({ timeouts: { perTryMs: 2000, totalMs: 10_000 }, app: ['/api/*'] })
  expect(epoch).toMatch(/^[0-9a-f]{8}$/)
  expect(config().epoch).toBe(epoch)
  expect(config({ primary: 'bom' }).epoch).not.toBe(epoch)
  expect(config({ epoch: 'v7' }).epoch).toBe('v7')
  const made = config()
  expect([made, made.regions, made.regions[0], made.timeouts].every(Object.isFrozen)).toBe(true)
})

const [IAD, ...OTHERS] = REGIONS
const { origin: _, ...UNREACHED } = IAD
const routes = (...rules: object[]) => ({ routes: rules })

it.each([
  ['no primary', { primary: undefined }, [/^MESH\.primary: expected an IATA code .*, found nothing$/]],
  ['an unknown primary', { primary: 'xyz' }, ['MESH.primary: expected one of iad, bom, fra, found "xyz"']],
  [
    'a region that stands twice',
    { regions: [...REGIONS, IAD] },
    ['MESH.regions.3.id: expected an id of its own, found "iad", as regions.0 has'],
  ],
  [
    'a wrong type',
    { regions: [{ ...IAD, latitude: '38' }] },
    ['MESH.regions.0.latitude: expected a number of degrees from -90 to 90, found "38"'],
  ],
  ['no regions at all', { regions: [] }, ['MESH.regions: expected a list with at least one entry, found []']],
  ['an unknown key', { regoins: 1 }, ['MESH.regoins: no such key; did you mean "regions"?']],
  [
    'an unknown key like none',
    { timeouts: { retries: 3 } },
    ['MESH.timeouts.retries: no such key; known are perTryMs, totalMs'],
  ],
  [
    'an origin with a path',
    { regions: [{ ...IAD, origin: 'https://a.example/x' }] },
    [
      /^MESH\.regions\.0\.origin: expected an https origin without a path.*, found "https:\/\/a\.example\/x"$/,
    ],
  ],
  [
    'an origin that is not encrypted',
    { regions: [{ ...IAD, origin: 'http://a.example' }] },
    [/^MESH\.regions\.0\.origin: expected an https origin.*, found "http:\/\/a\.example"$/],
  ],
  [
    'a region that is reached in two ways',
    { regions: [{ ...IAD, binding: 'IAD' }] },
    ['MESH.regions.0: expected either origin or binding, found both'],
  ],
  [
    'a region that is reached in none',
    { regions: [UNREACHED, ...OTHERS] },
    ['MESH.regions.0: expected either origin or binding, found neither'],
  ],
  [
    'no region that takes traffic',
    { regions: REGIONS.map((region) => ({ ...region, weight: 0 })) },
    ['MESH.regions: expected a weight above 0 of at least one region, found 0 for all'],
  ],
  [
    'rules of one name',
    routes({ id: 'a', path: '/a' }, { id: 'a', path: '/b' }),
    ['MESH.routes.1.id: expected an id of its own, found "a", as routes.0 has'],
  ],
  [
    'rules that name unknown regions',
    routes({ path: '/a', only: ['xyz'] }, { path: '/b', prefer: ['iad', 'xyz'] }, { path: '/c', pin: 'xyz' }),
    ['only.0', 'prefer.1', 'pin'].map(
      (key, index) => `MESH.routes.${index}.${key}: expected one of iad, bom, fra, found "xyz"`,
    ),
  ],
  [
    'a pin out of what a rule allows',
    routes({ path: '/a', only: ['bom', 'iad'], pin: 'fra' }),
    ['MESH.routes.0.pin: expected a region that "only" lets in (bom, iad), found "fra"'],
  ],
  [
    'a rule that leaves out the home it asks for',
    routes({ path: '/a', via: 'home', only: ['fra'] }),
    ['MESH.routes.0.only: expected the primary\'s region iad in it for via = "home", found ["fra"]'],
  ],
  [
    'a rule with two firsts',
    routes({ path: '/a', via: 'home', pin: 'fra' }),
    ['MESH.routes.0: expected either via = "home" or pin, found both'],
  ],
  [
    'a rule that never comes to its turn',
    routes({ path: '/a/*', country: ['IN', 'LK'] }, { path: '/a/b/*' }, { path: '/a/:id', country: ['LK'] }),
    [/^MESH\.routes\.2: expected a request that it is the first to match, found none: routes\.0 matches/],
  ],
  [
    'places of another form',
    routes({ country: ['in'], colo: ['bom'], continent: ['Asia'], asn: [0] }),
    [
      /country\.0: .*"IN".*"in"$/,
      /continent\.0: .*"Asia"$/,
      /colo\.0: .*"BOM".*"bom"$/,
      /asn\.0: .*found 0$/,
    ],
  ],
  [
    'a try longer than the whole',
    { timeouts: { perTryMs: 500, totalMs: 100 } },
    ['MESH.timeouts.perTryMs: expected at most timeouts.totalMs (100), found 500'],
  ],
  [
    'more than a variable can hold',
    routes(...Array.from({ length: 99 }, (_, index) => ({ path: `/api/${'x'.repeat(40)}/${index}` }))),
    [/^MESH: expected at most 5120 bytes as JSON .*, found 6\d\d\d$/],
  ],
])('W2 a config with %s is refused with the key, the expected and the found', (_, overrides, expected) => {
  const result = parseConfig({ primary: 'iad', regions: REGIONS, ...overrides })
  const errors = result.ok ? [] : result.errors
  expect(errors).toEqual(expected.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))))
})

it.each([Number.POSITIVE_INFINITY, Number.NaN, 1e6 + 1, -1])(
  'W254 a number that JSON does not keep is refused, as is one beyond its bounds: %s',
  (number) => {
    const result = parseConfig({
      primary: 'iad',
      regions: [{ ...IAD, capacity: number, weight: number }, ...OTHERS],
    })
    expect(result.ok ? [] : result.errors).toEqual([
      `MESH.regions.0.weight: expected a number from 0 to 1, found ${number}`,
      `MESH.regions.0.capacity: expected a number from 0 to 1000000, found ${number}`,
    ])
  },
)

it('W3 every error of a config is told at once, those of one value and those of two', () => {
  const result = parseConfig({
    primary: 'xyz',
    regoins: 1,
    regions: [{ ...IAD, latitude: 'x', lat: 1 }, IAD],
  })
  expect(result.ok ? [] : result.errors.map((error) => error.split(':', 1)[0])).toEqual([
    'MESH.regions.0.latitude',
    'MESH.regions.0.lat',
    'MESH.regoins',
    'MESH.primary',
    'MESH.regions.1.id',
  ])
  expect(parseConfig(undefined)).toEqual({ ok: false, errors: ['MESH: expected a table, found nothing'] })
})

it('W305 a region is reached by an https origin, by http on this machine alone, or by a binding', () => {
  const isValid = (reach: object) => parseConfig({ primary: 'iad', regions: [{ ...UNREACHED, ...reach }] }).ok
  const origin = (origin: string) => isValid({ origin })
  expect(
    ['https://a.example', 'https://a.example:8443', 'http://127.0.0.1:1', 'http://[::1]:80'].map(origin),
  ).toEqual([true, true, true, true])
  expect(origin('http://iad.localhost:8787')).toBe(true)
  expect(
    ['http://10.0.0.1', 'http://127.0.0.1.example', 'https://u:p@a.example', 'https://'].map(origin),
  ).toEqual([false, false, false, false])
  expect([isValid({ binding: 'IAD_VPC' }), isValid({ binding: 'iad vpc' })]).toEqual([true, false])
})

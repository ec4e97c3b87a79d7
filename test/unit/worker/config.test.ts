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

it.each([
  ['no primary', { primary: undefined }, /^MESH\.primary: /],
  ['an unknown primary', { primary: 'xyz' }, /primary: expected one of iad, bom, fra, found "xyz"/],
  ['an id that stands twice', { regions: [...REGIONS, REGIONS[0]] }, /the id "iad" stands twice/],
  [
    'a wrong type',
    { regions: [{ ...REGIONS[0], latitude: '38' }] },
    /^MESH\.regions\.0\.latitude: .*number.*"38"/,
  ],
  ['an unknown key', { regoins: [] }, /^MESH\.regoins: /],
  [
    'an origin with a path',
    { regions: [{ ...REGIONS[0], origin: 'https://a.example/x' }] },
    /^MESH\.regions\.0\.origin: expected an origin without a path, found "https:\/\/a\.example\/x"$/,
  ],
  [
    'a rule that contradicts itself',
    { routes: [{ path: '/a', via: 'home', only: ['fra'] }] },
    /routes\.0: via "home" is the primary's region "iad", which "only" leaves out/,
  ],
  [
    'a route to an unknown region',
    { routes: [{ path: '/a', only: ['xyz'] }] },
    /routes\.0\.only: no region is called "xyz"/,
  ],
  ['a try longer than the whole', { timeouts: { perTryMs: 500, totalMs: 100 } }, /timeouts\.perTryMs/],
])('W2 a config with %s is refused with the key, the expected and the found', (_, overrides, message) => {
  const result = parseConfig({ primary: 'iad', regions: REGIONS, ...overrides })
  expect(result).toMatchObject({ ok: false })
  expect(result.ok ? '' : result.errors.join('\n')).toMatch(message)
})

it('W3 every error of a config is told at once', () => {
  const result = parseConfig({ primary: 1, regions: [{ id: 'IAD' }] })
  expect(result.ok ? 0 : result.errors.length).toBeGreaterThanOrEqual(4)
})

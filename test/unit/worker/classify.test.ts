import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pathOf } from '../../../worker/facts.ts'
import { classify } from '../../../worker/routing/classify.ts'
import { coversPath, matchesPath } from '../../../worker/routing/path-pattern.ts'
import { config, facts } from './fixtures.ts'

it.each([
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['OPTIONS', 'read'],
  ['POST', 'write'],
  ['PUT', 'write'],
  ['PATCH', 'write'],
  ['DELETE', 'write'],
  ['TRACE', 'write'],
  ['PROPFIND', 'write'],
])('W10 %s is a %s', (method, intent) => {
  expect(classify(config(), facts({ method }))).toMatchObject({
    kind: 'app',
    intent,
    via: 'nearest',
    only: undefined,
  })
})

it('W11 a GET or HEAD outside the app paths is for a static file; any other method goes to the app', () => {
  const at = (method: string, path: string, isUpgrade = false) =>
    classify(config(), facts({ method, path, isUpgrade })).kind
  expect([at('GET', '/nope'), at('HEAD', '/assets/x.js'), at('POST', '/nope'), at('DELETE', '/')]).toEqual([
    'missing',
    'missing',
    'app',
    'app',
  ])
  expect([at('GET', '/api'), at('GET', '/api/x'), at('GET', '/apix'), at('GET', '/api/live', true)]).toEqual([
    'app',
    'app',
    'missing',
    'app',
  ])
})

it("W14 a path of the gateway's own never reaches a region, whatever the method", () => {
  const routes = [{ path: '/*', via: 'home' }]
  for (const path of ['/_nearside/x', '/_nearside', '/livez', '/readyz']) {
    for (const method of ['GET', 'POST']) {
      expect(classify(config({ routes }), facts({ method, path }))).toEqual({ kind: 'missing' })
    }
  }
})

it.each([
  ...['//_nearside/changes', '/%5Fnearside/changes', '/%255fnearside/changes', '/_nearside//changes'],
  ...[
    '/%2F_nearside%2Fchanges',
    '/x/%2e%2e/_nearside/changes',
    '/_NearSide/changes',
    '/./_nearside',
    '/%5c_nearside/x',
  ],
  ...['//livez', '/%72eadyz', '/readyz/'],
])('W237 no spelling of a path of the gateway’s own is passed on: %s', (pathname) => {
  const path = pathOf(new URL(`https://near.example${pathname}`))
  expect(classify(config(), facts({ method: 'POST', path }))).toEqual({ kind: 'missing' })
})

it('W237 a path that only looks like one of the gateway’s own is the app’s', () => {
  for (const path of ['/api/_nearside/x', '/_nearsides', '/livez/x', '/a%2520b', '/x/_nearside'])
    expect(classify(config(), facts({ method: 'POST', path })).kind).toBe('app')
})

it('W12 the first rule that matches overrides the method', () => {
  const routes = [
    { path: '/api/search', method: 'POST', intent: 'read' },
    { path: '/api/reports/:id', via: 'home' },
    { path: '/api/*', country: ['DE'], only: ['fra'] },
    { path: '/api/*', continent: ['AS'], colo: ['BOM'], asn: [1], only: ['bom'] },
  ]
  const of = (overrides: object) => classify(config({ routes }), facts(overrides))
  expect(of({ method: 'POST', path: '/api/search' })).toMatchObject({ intent: 'read', reason: 'rule 0' })
  expect(of({ method: 'PUT', path: '/api/search', country: 'DE' })).toMatchObject({
    intent: 'write',
    only: ['fra'],
  })
  expect(of({ path: '/api/reports/7' })).toMatchObject({ intent: 'read', via: 'home' })
  expect(of({ path: '/api/x' })).toMatchObject({ only: ['bom'] })
  expect(of({ path: '/api/x', asn: 2 })).toMatchObject({ only: undefined, reason: 'method GET' })
  expect(of({ path: '/api/x', colo: undefined })).toMatchObject({ only: undefined })
})

it('W306 a rule is named by its id, and tells which regions come first', () => {
  const routes = [{ id: 'asia', continent: ['AS'], prefer: ['bom', 'fra'], pin: 'iad' }]
  const told = { reason: 'rule asia', prefer: ['bom', 'fra'], pin: 'iad', intent: 'read' }
  expect(classify(config({ routes }), facts())).toMatchObject(told)
  expect(classify(config(), facts())).toMatchObject({ prefer: [], pin: undefined })
})

it.each([
  ['/api/*', '/api', true],
  ['/api/*', '/api/', true],
  ['/api/*', '/api/a/b', true],
  ['/api/*', '/apis', false],
  ['/*', '/', true],
  ['/a/:id', '/a/1', true],
  ['/a/:id', '/a/', false],
  ['/a/:id', '/a/1/b', false],
  ['/a/:id/b', '/a/1/b', true],
  ['/a', '/a/', false],
])('W13 the pattern %s against %s: %s', (pattern, path, expected) => {
  expect(matchesPath(pattern, path)).toBe(expected)
})

it('W307 a pattern covers another one where all that fits that one fits it', () => {
  const segment = fc.constantFrom('a', 'b', ':id')
  const pattern = fc
    .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
    .map(([segments, isOpen]) => `/${[...segments, ...(isOpen ? ['*'] : [])].join('/')}`)
  const paths = [
    '/',
    '/a',
    '/b',
    '/c',
    '/a/a',
    '/a/b',
    '/b/a',
    '/c/d',
    '/a/b/a',
    '/c/c/c',
    '/a/a/a/a',
    '/c/c/c/c',
  ]
  fc.assert(
    fc.property(pattern, pattern, (wider, narrow) => {
      const fits = paths.filter((path) => matchesPath(narrow, path))
      if (coversPath(wider, narrow)) expect(fits.filter((path) => !matchesPath(wider, path))).toEqual([])
    }),
  )
  expect(coversPath('/a/*', '/a')).toBe(true)
  expect(coversPath('/a/:id', '/a/b')).toBe(true)
  expect(coversPath('/a/:id', '/a/*')).toBe(false)
  expect(coversPath('/a/b', '/a/:id')).toBe(false)
})

it('W106 a rule may keep writes to one try; without one they are sent again', () => {
  const mesh = config({ routes: [{ path: '/api/pay', retries: false }] })
  const retries = (path: string) => {
    const classified = classify(mesh, facts({ method: 'POST', path }))
    return classified.kind === 'app' && classified.retries
  }
  expect([retries('/api/pay'), retries('/api/orders')]).toEqual([false, true])
})

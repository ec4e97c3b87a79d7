import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatRule, parseRule } from '../../../cli/rule.ts'

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
const letters = (length: number) =>
  fc.string({ unit: fc.constantFrom(...upper), minLength: length, maxLength: length })
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 4 })
const match = fc
  .record(
    {
      path: fc.webPath().map((path) => `/${path.replace(/^\//, '')}`),
      method: fc.constantFrom('GET', 'POST', 'PROPFIND'),
      country: list(letters(2)),
      continent: list(fc.constantFrom('AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA')),
      colo: list(letters(3)),
      asn: list(fc.integer({ min: 1, max: 4_294_967_295 })),
    },
    { requiredKeys: [] },
  )
  .filter((found) => Object.keys(found).length > 0)

it('O11 a rule reads back as it was written', () => {
  fc.assert(
    fc.property(match, letters(3), (found, to) => {
      const rule = { match: found, to: to.toLowerCase() }
      expect(parseRule(formatRule(rule))).toEqual({ ok: true, rule })
    }),
  )
})

it('O11 a rule is taken with small letters, with AS before a network and in any order', () => {
  expect(parseRule('to=fra  asn=AS55836,9498 country=in,LK method=post path=/api/*')).toEqual({
    ok: true,
    rule: {
      match: { asn: [55836, 9498], country: ['IN', 'LK'], method: 'POST', path: '/api/*' },
      to: 'fra',
    },
  })
})

it.each([
  [
    '',
    [
      'to: expected the id of the region to go to, as in to=fra, found none',
      'expected something to match, as in country=IN or path=/*, found nothing',
    ],
  ],
  ['to=fra', ['expected something to match, as in country=IN or path=/*, found nothing']],
  ['country=India to=fra', ['country: expected ISO 3166-1 codes of countries, as in IN,LK, found "India"']],
  ['country=IN, to=fra', ['country: expected ISO 3166-1 codes of countries, as in IN,LK, found "IN,"']],
  ['path=api to=fra', ['path: expected a path that starts with "/", as in /api/*, found "api"']],
  [
    'city=BOM to=fra',
    ['city: expected one of path, method, country, continent, colo, asn, to, found "city"'],
  ],
  [
    'toString=1 colo=BOM to=fra',
    ['toString: expected one of path, method, country, continent, colo, asn, to, found "toString"'],
  ],
  ['colo=BOM to=Frankfurt', ['to: expected the id of a region, as in fra, found "Frankfurt"']],
  ['colo=BOM colo=FRA to=fra', ['colo: expected once, found it again with "FRA"']],
  [
    'asn=0 method=G3T to=fra BOM',
    [
      'asn: expected numbers of networks, as in 55836,9498, found "0"',
      'method: expected a method, as in POST, found "G3T"',
      'expected key=value, found "BOM"',
    ],
  ],
])('O12 the rule %j is refused with every key, the expected and the found', (text, errors) => {
  expect(parseRule(text)).toEqual({ ok: false, errors })
})

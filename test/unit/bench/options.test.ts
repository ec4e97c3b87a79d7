import { expect, it } from 'vitest'
import { type CitiesFlags, parseCitiesFlags } from '../../../bench/options.ts'

const KNOWN = ['iad', 'bom', 'fra', 'sin']

it.each<{ flags: CitiesFlags; options: object }>([
  { flags: {}, options: { cities: undefined, requests: 50, readOnly: false, quick: false, url: undefined } },
  { flags: { quick: true }, options: { cities: ['iad', 'bom', 'fra'], requests: 10, quick: true } },
  { flags: { quick: true, cities: 'sin', requests: '5' }, options: { cities: ['sin'], requests: 5 } },
  { flags: { cities: 'bom, iad,bom' }, options: { cities: ['bom', 'iad'] } },
  { flags: { url: 'https://example.com' }, options: { url: new URL('https://example.com') } },
])('B16 the flags $flags mean $options', ({ flags, options }) => {
  expect(parseCitiesFlags(flags, KNOWN)).toMatchObject({ ok: true, options })
})

it('B17 every bad flag is named at once, with what was expected and what was found', () => {
  const flags = { cities: 'bom,xyz', requests: '0', url: 'example.com', baselineUrl: 'ftp://example.com' }
  expect(parseCitiesFlags(flags, KNOWN)).toEqual({
    ok: false,
    errors: [
      '--url: expected an http or https URL, found "example.com"',
      '--baseline-url: expected an http or https URL, found "ftp://example.com"',
      '--cities: expected some of iad, bom, fra, sin, found "xyz"',
      '--requests: expected a whole number from 1 to 10000, found "0"',
    ],
  })
})

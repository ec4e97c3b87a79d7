import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isOwnPath } from '../../../worker/routing/own-path.ts'

const PIECES = [
  '/',
  '_nearside',
  'LiveZ',
  'ready',
  'z',
  '%2f',
  '%5F',
  '%255F',
  '..',
  '.',
  '\\',
  'api',
  '%6c',
  'ivez',
]

it('B88 a path that needs no closer look at first sight needs none: with a segment that says nothing it is judged alike', () => {
  const anyPath = fc
    .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 })
    .map((pieces) => `/${pieces.join('')}`)
  fc.assert(
    fc.property(anyPath, (path) => {
      expect(isOwnPath(path)).toBe(isOwnPath(`/.${path}`))
    }),
    { numRuns: 1000 },
  )
})

import { expect, it } from 'vitest'
import { deriveBookmarkKey } from '../../../protocol/bookmark.ts'
import { deriveRegionKey } from '../../../protocol/signature.ts'
import { signingKeys } from '../../../worker/upstream/signing-keys.ts'

const SECRET = Buffer.alloc(32, 7)

it('W75 the first key of the secret signs, derived for each region', () => {
  const { keyOf, bookmarkKeys } = signingKeys(
    `new:${SECRET.toString('base64')},old:${Buffer.alloc(32, 8).toString('base64')}`,
  )
  expect(keyOf('bom')).toEqual(deriveRegionKey(SECRET, 'new', 'bom'))
  expect(keyOf('bom')).toBe(keyOf('bom'))
  expect(Buffer.from(keyOf('fra').secret)).not.toEqual(Buffer.from(keyOf('bom').secret))
  expect(bookmarkKeys).toEqual([
    deriveBookmarkKey(SECRET, 'new'),
    deriveBookmarkKey(Buffer.alloc(32, 8), 'old'),
  ])
})

it.each([undefined, '', 'abc', 'k:', 'k:AAAA', ':AAAA'])(
  'W76 a secret of another form is refused without telling it: %s',
  (keys) => {
    expect(() => signingKeys(keys)).toThrow(/^SIGNING_KEYS: expected "id:base64" with 32 bytes; key 1 /)
    if (keys) expect(() => signingKeys(keys)).not.toThrow(keys)
  },
)

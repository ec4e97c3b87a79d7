import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Bookmark,
  deriveBookmarkKey,
  epochOf,
  formatBookmark,
  MAX_BOOKMARKS,
  parseBookmark,
  splitBookmarks,
} from '../../../protocol/bookmark.ts'

const KEY = deriveBookmarkKey(new Uint8Array(32).fill(1), 'k1')
const OTHER = deriveBookmarkKey(new Uint8Array(32).fill(2), 'k2')
const SAMPLE: Bookmark = {
  epoch: 0xdeadbeef,
  timeline: 2,
  lsn: 0x16_b374_d848n,
  issuedMs: 1_795_000_000_123,
  write: { tag: '0123456789abcdef', writtenMs: 1_795_000_000_000, readSince: true },
}
const bookmarks = fc.record<Bookmark>({
  epoch: fc.nat(0xffff_ffff),
  timeline: fc.nat(0xffff_ffff),
  lsn: fc.bigInt(0n, 2n ** 64n - 1n),
  issuedMs: fc.nat(2 ** 47),
  write: fc.option(
    fc.record({
      tag: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      writtenMs: fc.nat(2 ** 47),
      readSince: fc.boolean(),
    }),
    { nil: undefined },
  ),
})

describe('a bookmark', () => {
  it('P20 gives the known answer of an independent HMAC-SHA256 over its fields', () => {
    const body = Buffer.from(
      '0103deadbeef0000000200000016b374d84801a1ee565e7b0123456789abcdef01a1ee565e00',
      'hex',
    )
    const mac = createHmac('sha256', KEY.secret).update(body).digest().subarray(0, 16)
    expect(formatBookmark(SAMPLE, KEY)).toBe(Buffer.concat([body, mac]).toString('base64url'))
    expect(formatBookmark(SAMPLE, KEY)).toHaveLength(72)
    expect(formatBookmark({ ...SAMPLE, write: undefined }, KEY)).toHaveLength(54)
  })

  it('P21 reads back as it was made, by whichever of the keys signed it', () => {
    fc.assert(
      fc.property(bookmarks, (bookmark) => {
        const text = formatBookmark(bookmark, KEY)
        expect(parseBookmark(text, [OTHER, KEY])).toEqual({ ok: true, bookmark })
      }),
    )
  })

  it('P22 is forged with one character changed or by another key, and malformed where it is cut or no bookmark', () => {
    const text = formatBookmark(SAMPLE, KEY)
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'AZaz09-_'), (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1)
        expect(parseBookmark(changed, [KEY]).ok).toBe(changed === text)
      }),
    )
    expect(parseBookmark(text, [OTHER])).toEqual({ ok: false, reason: 'forged' })
    for (const none of [text.slice(0, -1), text.slice(0, 54), '', 'x'.repeat(72), `${text}=`, text.repeat(2)])
      expect(parseBookmark(none, [KEY])).toEqual({ ok: false, reason: 'malformed' })
  })

  it('P23 stands beside others in one header, each once and a bounded number of them', () => {
    expect(splitBookmarks('a, b,a , c')).toEqual({ texts: ['a', 'b', 'c'], areTooMany: false })
    for (const none of [null, ' , ']) expect(splitBookmarks(none)).toEqual({ texts: [], areTooMany: false })
    const many = Array.from({ length: MAX_BOOKMARKS + 1 }, (_, index) => String(index))
    expect(splitBookmarks(many.slice(1).join())).toEqual({ texts: many.slice(1), areTooMany: false })
    expect(splitBookmarks(many.join())).toEqual({ texts: many.slice(0, -1), areTooMany: true })
  })

  it('P24 has the epoch of its database, and keys of other secrets or names make others', () => {
    expect(epochOf('7571919191919191919')).toBe(epochOf('7571919191919191919'))
    expect(epochOf('7571919191919191919')).not.toBe(epochOf('7571919191919191918'))
    expect(deriveBookmarkKey(new Uint8Array(32).fill(1), 'k2').secret).not.toEqual(KEY.secret)
  })
})

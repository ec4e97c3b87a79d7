import { describe, expect, it } from 'vitest'
import { type Bookmark, deriveBookmarkKey, formatBookmark } from '../../../protocol/bookmark.ts'
import { lastWrite, readSession } from '../../../regional-app/session.ts'

const KEY = deriveBookmarkKey(new Uint8Array(32).fill(1), 'k')
const NOW_MS = 1_795_000_000_000
const BOOKMARK: Bookmark = { epoch: 7, timeline: 1, lsn: 50n, issuedMs: NOW_MS, write: undefined }
const text = (of: Partial<Bookmark>) => formatBookmark({ ...BOOKMARK, ...of }, KEY)

it('R43 bookmarks that are ours count, together; each other one counts as none for its own reason', () => {
  const other = formatBookmark(BOOKMARK, deriveBookmarkKey(new Uint8Array(32), 'k'))
  const header = [text({}), text({ lsn: 60n }), other, text({ epoch: 8 })].join(', ')
  expect(readSession(header, [KEY], 7, NOW_MS)).toEqual({
    bookmarks: [BOOKMARK, { ...BOOKMARK, lsn: 60n }],
    ignored: ['forged', 'other-epoch'],
  })
  expect(readSession(`malformed,${text({ issuedMs: NOW_MS + 61_000 })}`, [KEY], 7, NOW_MS).ignored).toEqual([
    'malformed',
    'future',
  ])
  const many = Array.from({ length: 9 }, (_, index) => text({ lsn: BigInt(index) })).join()
  expect(readSession(many, [KEY], 7, NOW_MS)).toMatchObject({ ignored: ['too-many'] })
  expect(readSession(null, [KEY], 7, NOW_MS)).toEqual({ bookmarks: [], ignored: [] })
  // While the database is not known it can't be told from another.
  expect(readSession(text({}), [KEY], undefined, NOW_MS).bookmarks).toHaveLength(1)
})

describe('R44 the next bookmark tells of the last write', () => {
  const wrote = (tag: string, agoMs: number) => ({ tag, writtenMs: NOW_MS - agoMs })
  const holding = (tag: string, agoMs: number, readSince = false): Bookmark => ({
    ...BOOKMARK,
    write: { ...wrote(tag, agoMs), readSince },
  })

  it.each<[string, readonly Bookmark[], ReturnType<typeof wrote> | undefined, boolean, object | undefined]>([
    ['the one just done', [holding('a', 9)], wrote('b', 0), false, { ...wrote('b', 0), readSince: false }],
    ['none where nothing was written', [BOOKMARK], undefined, false, undefined],
    [
      'the latest of those that were brought, and that more was seen since',
      [holding('a', 1), holding('b', 2), BOOKMARK],
      undefined,
      false,
      { ...wrote('a', 1), readSince: true },
    ],
    [
      'not one that was done before, where a later one was brought',
      [holding('a', 1)],
      wrote('b', 2),
      true,
      { ...wrote('a', 1), readSince: true },
    ],
    [
      'the one that was done before, where nothing else was seen',
      [],
      wrote('b', 2),
      true,
      { ...wrote('b', 2), readSince: false },
    ],
    [
      'as long as its row does',
      [holding('a', 23 * 3_600_000)],
      undefined,
      false,
      { ...wrote('a', 23 * 3_600_000), readSince: true },
    ],
    ['and no longer', [holding('a', 24 * 3_600_000)], undefined, false, undefined],
  ])('R44 %s', (_, bookmarks, done, repeated, told) => {
    expect(lastWrite(bookmarks, done, repeated, NOW_MS)).toEqual(told)
  })
})

import { expect, it } from 'vitest'
import { type Bookmark, deriveBookmarkKey, formatBookmark } from '../../../protocol/bookmark.ts'
import { readSession, writeCarriedOn } from '../../../regional-app/session.ts'

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
  expect(readSession(null, [KEY], 7, NOW_MS)).toEqual({ bookmarks: [], ignored: [] })
  // While the database is not known it can't be told from another.
  expect(readSession(text({}), [KEY], undefined, NOW_MS).bookmarks).toHaveLength(1)
})

it('R44 a read’s bookmark carries the last write on for as long as its row tells of it, and whether it is more than the write’s own', () => {
  const wrote = (tag: string, agoMs: number, readSince = false): Bookmark => ({
    ...BOOKMARK,
    write: { tag, writtenMs: NOW_MS - agoMs, readSince },
  })
  const at = (lsn: bigint) => ({ timeline: 1, lsn })
  const carried = (bookmarks: readonly Bookmark[], position = at(50n)) =>
    writeCarriedOn(bookmarks, position, NOW_MS)
  expect(carried([BOOKMARK])).toBeUndefined()
  expect(carried([wrote('a', 1), wrote('b', 2), BOOKMARK])).toMatchObject({ tag: 'a', readSince: false })
  expect(carried([wrote('a', 1)], at(51n))).toMatchObject({ tag: 'a', readSince: true })
  expect(carried([wrote('a', 1)], { timeline: 2, lsn: 50n })).toMatchObject({ tag: 'a', readSince: true })
  expect(carried([wrote('a', 1, true)])).toMatchObject({ tag: 'a', readSince: true })
  expect(carried([wrote('a', 23 * 3_600_000)])).toMatchObject({ tag: 'a' })
  expect(carried([wrote('a', 24 * 3_600_000)])).toBeUndefined()
})

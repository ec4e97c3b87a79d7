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

it('R44 a read’s bookmark carries the last write on, and whether it is more than that write’s own', () => {
  const wrote = (tag: string, issuedMs: number, readSince = false): Bookmark => ({
    ...BOOKMARK,
    issuedMs,
    write: { tag, readSince },
  })
  const at = (lsn: bigint) => ({ timeline: 1, lsn })
  expect(writeCarriedOn([BOOKMARK], at(50n))).toBeUndefined()
  expect(writeCarriedOn([wrote('a', 2), wrote('b', 1), BOOKMARK], at(50n))).toEqual({
    tag: 'a',
    readSince: false,
  })
  expect(writeCarriedOn([wrote('a', 1)], at(51n))).toEqual({ tag: 'a', readSince: true })
  expect(writeCarriedOn([wrote('a', 1)], { timeline: 2, lsn: 50n })).toEqual({ tag: 'a', readSince: true })
  expect(writeCarriedOn([wrote('a', 1, true)], at(50n))).toEqual({ tag: 'a', readSince: true })
})

import { afterEach, expect, it, vi } from 'vitest'
import { formatBookmark } from '../../../protocol/bookmark.ts'
import type { Standing } from '../../../protocol/position.ts'
import { fence } from '../../../worker/upstream/fence.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'
import { REGIONS } from './fixtures.ts'

const KEY = { id: 'k', secret: new Uint8Array(32).fill(3) }
const OTHER = { id: 'k', secret: new Uint8Array(32).fill(4) }
const at = (role: Standing['role'], timeline: number) => ({ role, position: { timeline, lsn: 1n }, ageMs: 0 })
const bookmark = (timeline: number, key = KEY) =>
  formatBookmark({ epoch: 1, timeline, lsn: 1n, issuedMs: 1, write: undefined }, key)

afterEach(() => vi.restoreAllMocks())

it.each([
  ['an old primary', at('primary', 2), {}, 201, true],
  ['an old primary with a stored answer', at('primary', 2), { 'idempotent-replayed': 'true' }, 200, true],
  ['an old primary that refuses', at('primary', 2), {}, 409, false],
  ['the primary', at('primary', 3), {}, 201, false],
  [
    'a region that has written on an old primary',
    at('replica', 3),
    { 'nearside-bookmark': bookmark(2) },
    201,
    true,
  ],
  ['a region that has not followed yet', at('replica', 2), { 'nearside-bookmark': bookmark(3) }, 201, false],
  [
    'a stored answer of before',
    at('replica', 3),
    { 'nearside-bookmark': bookmark(2), 'idempotent-replayed': 'true' },
    200,
    false,
  ],
  ['a bookmark of no key of ours', at('replica', 3), { 'nearside-bookmark': bookmark(2, OTHER) }, 201, false],
  ['a region that says nothing', undefined, {}, 201, false],
])(
  'W111 what an old primary has written is not passed on, and said loudly: %s',
  (_, standing, headers, status, expected) => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const store = createHealthStore()
    store.stands('fra', at('replica', 3), 0)
    const response = new Response(null, { status, headers: headers as Record<string, string> })
    expect(fence({ store, bookmarkKeys: [KEY] }, REGIONS[0], response, standing)).toBe(expected)
    expect(told).toHaveBeenCalledTimes(expected ? 1 : 0)
  },
)

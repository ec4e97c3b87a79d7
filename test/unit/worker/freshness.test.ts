import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Bookmark } from '../../../protocol/bookmark.ts'
import type { Standing } from '../../../protocol/position.ts'
import { expectedWaitMs, HEALTHY_AGE_MS, rankForRead } from '../../../worker/routing/freshness.ts'
import { rank } from '../../../worker/routing/rank.ts'
import { MUMBAI, REGIONS } from './fixtures.ts'

const NOW_MS = 1_000_000
const seen = (rttMs: number) => ({ rttMs, samples: 3, updatedMs: 0 })
const EDGE = new Map(Object.entries({ bom: seen(2), fra: seen(130), iad: seen(210) }))
const WAN = new Map(Object.entries({ bom: seen(210), fra: seen(97) }))
const RANKING = rank(REGIONS, MUMBAI, EDGE)

type Stand = { role?: Standing['role']; timeline?: number; lsn?: bigint; ageMs?: number | undefined }
const stand = ({ role = 'replica', timeline = 1, lsn = 100n, ...rest }: Stand): Standing => ({
  role,
  position: { timeline, lsn },
  ageMs: 'ageMs' in rest ? rest.ageMs : 0,
})
const bookmark = (of: Partial<Bookmark> = {}): Bookmark => ({
  epoch: 1,
  timeline: 1,
  lsn: 500n,
  issuedMs: NOW_MS,
  write: undefined,
  ...of,
})
const order = (stands: Record<string, Stand>, bookmarks: readonly Bookmark[], highestTimeline = 1) =>
  rankForRead(RANKING, bookmarks, {
    standings: new Map(
      Object.entries(stands).map(([id, of]) => [id, { standing: stand(of), seenMs: NOW_MS }]),
    ),
    primary: 'iad',
    highestTimeline,
    toPrimary: WAN,
    nowMs: NOW_MS,
  }).map(({ region }) => region.id)

it.each([
  ['what is not known costs nothing', undefined, {}, 0],
  ['what is covered is not waited for', { lsn: 500n, ageMs: 60_000 }, {}, 0],
  ['a later timeline is for the region to judge', { timeline: 2, lsn: 1n, ageMs: 60_000 }, {}, 0],
  ['an earlier one never covers it', { timeline: 1, lsn: 900n }, { timeline: 2 }, Number.POSITIVE_INFINITY],
  ['a healthy replica has it in a moment', { ageMs: HEALTHY_AGE_MS }, {}, 0],
  ['a lagging one takes as long as it lags', { ageMs: HEALTHY_AGE_MS + 700 }, {}, 700],
  ['less what has passed since', { ageMs: HEALTHY_AGE_MS + 700 }, { issuedMs: NOW_MS - 300 }, 400],
  ['an old bookmark is everywhere', { ageMs: HEALTHY_AGE_MS + 700 }, { issuedMs: NOW_MS - 9000 }, 0],
  ['an age that nobody tells is none', { ageMs: undefined }, {}, 0],
  ['the primary has what it has written', { role: 'primary', ageMs: 0 }, {}, 0],
  ['an old primary never has it', { role: 'primary' }, { timeline: 2 }, Number.POSITIVE_INFINITY],
] as const)('W102 the wait for a bookmark is told by what its region said: %s', (_, of, mark, expected) => {
  expect(expectedWaitMs(of && stand(of), bookmark(mark), NOW_MS)).toBe(expected)
})

it('W103 a read goes past a region that lags to the one where distance and wait are least', () => {
  const lagging = { ageMs: 60_000 }
  expect(order({ bom: lagging }, [])).toEqual(['bom', 'fra', 'iad'])
  expect(order({ bom: lagging }, [bookmark()])).toEqual(['fra', 'iad', 'bom'])
  expect(order({ bom: lagging, fra: lagging }, [bookmark()])).toEqual(['iad', 'bom', 'fra'])
  expect(order({ bom: { ageMs: HEALTHY_AGE_MS + 100 } }, [bookmark()])).toEqual(['bom', 'fra', 'iad'])
  expect(order({ bom: lagging }, [bookmark({ lsn: 1n })])).toEqual(['bom', 'fra', 'iad'])
  // Of several bookmarks, the one that takes longest counts.
  expect(order({ bom: lagging }, [bookmark({ lsn: 1n }), bookmark()])[0]).toBe('fra')
})

it('W104 a region that a failover left behind comes last for a bookmark that knows it', () => {
  const old = { role: 'primary', timeline: 1 } as const
  const all = { bom: old, fra: { timeline: 2 }, iad: { role: 'primary', timeline: 2 } } as const
  expect(order(all, [bookmark({ timeline: 2, lsn: 1n })], 2)).toEqual(['fra', 'iad', 'bom'])
  expect(order(all, [bookmark({ lsn: 1n })], 2)).toEqual(['bom', 'fra', 'iad'])
})

it('W105 steering names every region once, and never puts a farther one first that would have to wait as long', () => {
  const anyStand = fc.record({
    role: fc.constantFrom('primary' as const, 'replica' as const),
    timeline: fc.integer({ min: 1, max: 3 }),
    lsn: fc.bigInt({ min: 0n, max: 1000n }),
    ageMs: fc.option(fc.nat(20_000), { nil: undefined }),
  })
  const anyBookmark = fc
    .record({
      timeline: fc.integer({ min: 1, max: 3 }),
      lsn: fc.bigInt({ min: 0n, max: 1000n }),
      issuedMs: fc.integer({ min: NOW_MS - 20_000, max: NOW_MS }),
    })
    .map(bookmark)
  fc.assert(
    fc.property(
      fc.record({ iad: anyStand, bom: anyStand, fra: anyStand }, { requiredKeys: [] }),
      fc.array(anyBookmark, { maxLength: 4 }),
      (stands, bookmarks) => {
        const found = order(stands as Record<string, Stand>, bookmarks, 3)
        expect(found.toSorted()).toEqual(['bom', 'fra', 'iad'])
        const waits = Object.fromEntries(
          found.map((id) => {
            const of = stands[id as 'iad']
            return [
              id,
              Math.max(0, ...bookmarks.map((mark) => expectedWaitMs(of && stand(of), mark, NOW_MS))),
            ]
          }),
        )
        if (waits.bom === 0) expect(found[0]).toBe('bom')
        if (Object.values(waits).every((waitMs) => waitMs === 0)) expect(found).toEqual(['bom', 'fra', 'iad'])
      },
    ),
  )
})

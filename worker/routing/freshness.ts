/**
 * Regions in the order of what a read with bookmarks costs through them: the way there, and how long their data must be
 * waited for. Pure: no I/O, no clock, no randomness.
 */
import type { Bookmark } from '../../protocol/bookmark.ts'
import type { Standing } from '../../protocol/position.ts'
import { priorMs } from './distance.ts'
import type { Estimate } from './estimate.ts'
import type { Standings } from './primary.ts'
import type { Costed, Ranked } from './rank.ts'

/**
 * The age of a replica that replays as it should: its heartbeat comes once a second, and has a way to go. The region's
 * own short wait covers for such a one.
 */
export const HEALTHY_AGE_MS = 1500

export type Freshness = {
  readonly standings: Standings
  /** The id of the primary's region. */
  readonly primary: string
  /** The highest timeline that any region ever told. */
  readonly highestTimeline: number
  /** What regions' answers told of their way to the primary, by region id. */
  readonly toPrimary: ReadonlyMap<string, Estimate>
  readonly nowMs: number
}

/**
 * @param ranking every region, nearest first; that order stays where the data make no difference.
 * @param bookmarks those of the request, each verified.
 */
export function rankForRead(
  ranking: readonly Costed[],
  bookmarks: readonly Bookmark[],
  freshness: Freshness,
): readonly Costed[] {
  if (bookmarks.length === 0) return ranking
  const home = ranking.find(({ region }) => region.id === freshness.primary)
  const candidates = ranking.map((ranked) => {
    const standing = freshness.standings.get(ranked.region.id)?.standing
    const waitsMs = bookmarks.map((bookmark) => expectedWaitMs(standing, bookmark, freshness.nowMs))
    const longestMs = Math.max(0, ...waitsMs)
    const waitMs = longestMs > 0 ? Math.min(longestMs, fallbackMs(ranked, home, freshness)) : 0
    const isLast = bookmarks.some((bookmark) => isLeftBehind(standing, bookmark, freshness.highestTimeline))
    return { isLast, costed: { ...ranked, waitMs, costMs: ranked.costMs + waitMs } }
  })
  return candidates
    .sort((a, b) => Number(a.isLast) - Number(b.isLast) || a.costed.costMs - b.costed.costMs)
    .map(({ costed }) => costed)
}

/**
 * @param bookmark verified or not: what tells no region from another needs no proof.
 * @returns whether any region lacks what it stands for, so that it may change their order.
 */
export function tellsApart(bookmark: Bookmark, standings: Standings, nowMs: number): boolean {
  for (const { standing } of standings.values())
    if (expectedWaitMs(standing, bookmark, nowMs) > 0) return true
  return false
}

/**
 * How long a region's data will probably lag behind a bookmark; what is not known costs nothing.
 * @param standing the region's last word; a replica's age is taken to have stayed the same since.
 * @returns milliseconds.
 */
export function expectedWaitMs(standing: Standing | undefined, bookmark: Bookmark, nowMs: number): number {
  if (!standing) return 0
  const { role, position, ageMs } = standing
  // A later timeline: whether it knows this bookmark is the region's to judge.
  if (position.timeline > bookmark.timeline) return 0
  if (position.timeline < bookmark.timeline) return Number.POSITIVE_INFINITY
  if (role === 'primary' || position.lsn >= bookmark.lsn || ageMs === undefined) return 0
  return Math.max(0, ageMs - HEALTHY_AGE_MS - (nowMs - bookmark.issuedMs))
}

/** No wait costs more than what the region does instead: it waits one way to the primary, then has it sent there. */
function fallbackMs({ region }: Ranked, home: Ranked | undefined, { toPrimary }: Freshness): number {
  if (!home || home.region.id === region.id) return 0
  return (toPrimary.get(region.id)?.rttMs ?? priorMs(region, home.region)) + home.rttMs + home.pressureMs
}

/** On a timeline that history has left, and the bookmark knows it. */
function isLeftBehind(standing: Standing | undefined, bookmark: Bookmark, highestTimeline: number): boolean {
  if (!standing) return false
  const { timeline } = standing.position
  return timeline < highestTimeline && bookmark.timeline > timeline
}

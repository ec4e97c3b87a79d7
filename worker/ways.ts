/** What this isolate knows at the moment -> the ways that a request may take. */
import { BOOKMARK } from '../protocol/headers.ts'
import type { Intent } from '../protocol/intent.ts'
import type { MeshConfig } from './config.ts'
import { rankForRead } from './routing/freshness.ts'
import type { Ways } from './routing/plan.ts'
import { primaryOf } from './routing/primary.ts'
import type { Ranked } from './routing/rank.ts'
import { rankForWrite } from './routing/write-way.ts'
import { type BookmarkKeys, verifiedBookmarks } from './upstream/bookmark-keys.ts'
import type { HealthStore } from './upstream/health-store.ts'

type Known = {
  readonly config: MeshConfig
  readonly store: HealthStore
  readonly bookmarkKeys: BookmarkKeys
}

/**
 * @param byDistance every region, the shortest way first.
 * @param headers of the request, as it goes to a region.
 */
export function waysFor(
  intent: Intent,
  byDistance: readonly Ranked[],
  headers: Headers,
  { config, store, bookmarkKeys }: Known,
  nowMs: number,
): Ways {
  const { standings, toPrimary } = store
  const primary = primaryOf(config, standings)
  const rankRead = () => {
    const bookmarks = verifiedBookmarks(headers.get(BOOKMARK), bookmarkKeys)
    const highestTimeline = store.highestTimeline()
    return rankForRead(byDistance, bookmarks, { standings, primary, highestTimeline, toPrimary, nowMs })
  }
  return {
    ranking: intent === 'write' ? rankForWrite(byDistance, primary, toPrimary) : rankRead(),
    byDistance,
    primary,
    unwell: store.unwell(intent),
  }
}

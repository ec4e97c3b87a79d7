/** The second line against a primary that came back: what it says it has written is not passed on. */
import { BOOKMARK, IDEMPOTENT_REPLAYED } from '../../protocol/headers.ts'
import type { Standing } from '../../protocol/position.ts'
import type { RegionConfig } from '../config.ts'
import { type BookmarkKeys, verifiedBookmarks } from './bookmark-keys.ts'
import type { HealthStore } from './health-store.ts'

/**
 * @param standing what the answer says of the region's own data.
 * @returns whether the answer to a write must not be passed on: it was written on a timeline that history has left.
 */
export function fence(
  { store, bookmarkKeys }: { readonly store: HealthStore; readonly bookmarkKeys: BookmarkKeys },
  region: RegionConfig,
  response: Response,
  standing: Standing | undefined,
): boolean {
  const highest = store.highestTimeline()
  // Before the first failover there is nothing to be behind.
  if (response.status >= 400 || highest <= FIRST_TIMELINE) return false
  const timeline = writtenOn(response, standing, bookmarkKeys)
  if (timeline === undefined || timeline >= highest) return false
  console.error(
    `fenced: region ${region.id} answered a write with ${response.status} from timeline ${timeline}, ` +
      `and timeline ${highest} has been seen: an old primary takes writes. The answer is not passed on.`,
  )
  return true
}

const FIRST_TIMELINE = 1

/**
 * A replica's region writes on the primary elsewhere, on the timeline that the new bookmark tells; the region's own may
 * lag behind it. A stored answer was written on an older timeline, and rightly so.
 */
function writtenOn(
  { headers }: Response,
  standing: Standing | undefined,
  keys: BookmarkKeys,
): number | undefined {
  if (standing?.role === 'primary') return standing.position.timeline
  if (headers.has(IDEMPOTENT_REPLAYED)) return undefined
  const [bookmark] = verifiedBookmarks(headers.get(BOOKMARK), keys)
  return bookmark?.timeline
}

/** What this isolate knows at the moment -> where a request goes: the same for those handled and those explained. */
import { type Bookmark, readBookmark, splitBookmarks } from '../protocol/bookmark.ts'
import { BOOKMARK } from '../protocol/headers.ts'
import type { MeshConfig } from './config.ts'
import type { RequestFacts } from './facts.ts'
import type { FieldReader } from './fields.ts'
import type { Steering } from './overlay/steering.ts'
import type { AppRequest } from './routing/classify.ts'
import { type Decision, decide, type Knowledge } from './routing/decide.ts'
import { tellsApart } from './routing/freshness.ts'
import { type BookmarkKeys, verifiedBookmarks } from './upstream/bookmark-keys.ts'
import type { HealthStore } from './upstream/health-store.ts'

export type Deciding = {
  readonly config: MeshConfig
  readonly steering: Steering
  readonly knowledge: Knowledge
  readonly bookmarkKeys: BookmarkKeys
}

export type DecidedRequest = {
  readonly facts: RequestFacts
  /** As they go to a region. */
  readonly headers: FieldReader
  readonly lot: number
  readonly nowMs: number
}

export function decideNow(
  classified: AppRequest,
  { facts, headers, lot, nowMs }: DecidedRequest,
  known: Deciding,
): Decision {
  // A write goes to the primary, wherever its bookmark is from.
  const marks = classified.intent === 'read' ? headers.get(BOOKMARK) : undefined
  const bookmarks = marks ? steeringBookmarks(marks, known, nowMs) : []
  return decide(classified, { facts, bookmarks, lot, nowMs }, known)
}

/** To verify one costs more than all the rest of a decision, and nearly always every region has what it stands for. */
function steeringBookmarks(
  marks: string,
  { knowledge, bookmarkKeys }: Deciding,
  nowMs: number,
): readonly Bookmark[] {
  const isNeeded = splitBookmarks(marks).texts.some((text) => {
    const claimed = readBookmark(text)
    return claimed !== undefined && tellsApart(claimed, knowledge.standings, nowMs)
  })
  return isNeeded ? verifiedBookmarks(marks, bookmarkKeys) : []
}

/** The maps are the store's own, and go on changing: for use at once. */
export function knowledgeOf(store: HealthStore, nowMs: number): Knowledge {
  return {
    estimates: store.estimates,
    toPrimary: store.toPrimary,
    pressures: store.pressures(nowMs),
    standings: store.standings,
    highestTimeline: store.highestTimeline(),
    unwell: store.unwellFor,
  }
}

import { ageMs, fencedBecause } from '../../db/admission.ts'
import type { Reachable } from '../../db/watch.ts'
import { formatBookmark } from '../../protocol/bookmark.ts'
import {
  BOOKMARK,
  BOOKMARK_VERDICT,
  DATA_AGE,
  formatBookmarkVerdicts,
  IDEMPOTENT_REPLAYED,
  POSITION,
  PREFERENCE_APPLIED,
} from '../../protocol/headers.ts'
import { formatStanding } from '../../protocol/position.ts'
import type { AppDeps } from '../env.ts'
import { formatMaxStaleness } from '../prefer.ts'
import { createReadMarks } from '../read-marks.ts'
import { lastWrite } from '../session.ts'
import type { Part } from './stack.ts'

/** Says on every answer what its reader has seen with it, and to the gateway where this region's own data stands. */
export function standing(deps: AppDeps): Part {
  const [key] = deps.bookmarkKeys
  const readMark = createReadMarks(key)
  return {
    after(c, own) {
      const receipt = c.get('receipt')
      const { seen, wrote, heirs, verdicts, dataAgeMs, maxStalenessS, repeated } = receipt
      if (seen) {
        const nowMs = Date.now()
        const write = lastWrite(heirs ?? c.get('session').bookmarks, wrote, repeated, nowMs)
        own[BOOKMARK] = write
          ? formatBookmark({ ...seen, issuedMs: nowMs, write }, key)
          : readMark(seen, nowMs)
      }
      if (verdicts.length > 0) own[BOOKMARK_VERDICT] = formatBookmarkVerdicts(verdicts)
      if (dataAgeMs !== undefined && Number.isFinite(dataAgeMs))
        own[DATA_AGE] = (dataAgeMs / 1_000).toFixed(3)
      if (maxStalenessS !== undefined) own[PREFERENCE_APPLIED] = formatMaxStaleness(maxStalenessS)
      if (repeated) own[IDEMPOTENT_REPLAYED] = 'true'
      const best = bestOf(deps)
      // One that a route has passed on speaks of other data.
      own[POSITION] = undefined
      if (best) {
        const age = ageMs(best, performance.now())
        own[POSITION] = formatStanding({ ...best.seen, ageMs: Number.isFinite(age) ? age : undefined })
      }
    },
  }
}

/** @returns the primary, else the freshest, of the region's own servers that may be read from. */
function bestOf({ servers, lineage }: AppDeps): Reachable | undefined {
  let best: Reachable | undefined
  for (const { watcher } of servers.all) {
    const { current } = watcher
    if (current.state !== 'reachable' || fencedBecause(current, lineage) !== undefined) continue
    if (!best || isBetter(current, best)) best = current
  }
  return best
}

function isBetter({ seen: a }: Reachable, { seen: b }: Reachable): boolean {
  if (a.role !== b.role) return a.role === 'primary'
  return a.position.lsn > b.position.lsn
}

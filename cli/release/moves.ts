/** The last time that each region's traffic was moved from one slot to the other, as the history tells it. */

import { fileOf } from './files.ts'
import { type ReleaseCommit, readBlobs } from './history.ts'
import { parseRelease } from './parse.ts'
import type { Image, Slot } from './release.ts'

export type Move = {
  readonly action: 'flip' | 'rollback'
  readonly region: string
  readonly from: Slot
  readonly to: Slot
  readonly commit: ReleaseCommit
  /** What the traffic went away from, and what it came to, as they were then; undefined where that can't be read. */
  readonly left: Image | undefined
  readonly reached: Image | undefined
}

/** The newest first, one for each region that was ever moved. */
export function readMoves(
  root: string,
  environment: string,
  history: readonly ReleaseCommit[],
): readonly Move[] {
  const last = new Map<string, Omit<Move, 'left' | 'reached'>>()
  for (const commit of history) {
    for (const entry of commit.entries) {
      if (entry.environment !== environment || last.has(entry.region)) continue
      if (entry.action !== 'flip' && entry.action !== 'rollback') continue
      const { action, region, from, to } = entry
      last.set(region, { action, region, from, to, commit })
    }
  }
  const nameOf = ({ commit, region }: Pick<Move, 'commit' | 'region'>) =>
    `${commit.sha}:${fileOf(environment, region)}`
  const blobs = readBlobs(root, [...last.values()].map(nameOf))
  return [...last.values()].map((move) => {
    const parsed = parseRelease(move.region, '', blobs.get(nameOf(move)) ?? '')
    const slots = parsed.ok ? parsed.release.slots : undefined
    return { ...move, left: slots?.[move.from], reached: slots?.[move.to] }
  })
}

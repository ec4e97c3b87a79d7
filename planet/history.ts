/** A primary's branch of history: where each earlier timeline ended. Pure. */
import { type Position, parseLsn } from '../protocol/position.ts'

export type Branch = {
  readonly timeline: number
  /** The last position of each earlier timeline that belongs to this branch. */
  readonly ends: ReadonlyMap<number, bigint>
}

/**
 * @param history of the timeline's history file: lines of a timeline, the LSN where it was left, and why; undefined
 * for the first timeline, which has none.
 */
export function parseBranch(timeline: number, history: string | undefined): Branch {
  const ends = (history ?? '').split('\n').flatMap((line): [number, bigint][] => {
    const [, parent, text = ''] = /^\s*(\d+)\s+(\S+)/.exec(line) ?? []
    const lsn = parseLsn(text)
    return parent === undefined || lsn === undefined ? [] : [[Number(parent), lsn]]
  })
  return { timeline, ends: new Map(ends) }
}

/** @returns whether a server that has replayed up to there can still go on with this branch. */
export function isOnBranch({ timeline, ends }: Branch, position: Position): boolean {
  if (position.timeline === timeline) return true
  const end = ends.get(position.timeline)
  return end !== undefined && position.lsn <= end
}

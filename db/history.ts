/**
 * The history of a server's timeline: where each timeline before it ended. A position is on the server's own branch,
 * or on one that a failover has cut off; numbers alone can't tell. Pure.
 */
import { type Position, parseLsn } from '../protocol/position.ts'

export type History = {
  readonly timeline: number
  readonly ancestors: readonly Ancestor[]
}

/** What was written on `timeline` up to `end` is part of the later one. */
export type Ancestor = { readonly timeline: number; readonly end: bigint }

export type Place =
  /** On this branch: numbers may be compared. */
  | { readonly kind: 'on-branch' }
  /** Cut off: of its timeline, only what lies up to `end` is part of this branch. */
  | { readonly kind: 'abandoned'; readonly end: bigint }
  /** On a later timeline than this one. */
  | { readonly kind: 'later' }

/** @param text a timeline history file: https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-TIMELINES */
export function parseHistory(timeline: number, text: string): History {
  const ancestors = text.split('\n').flatMap((line) => {
    const [, parent, end = ''] = /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/i.exec(line) ?? []
    const lsn = parseLsn(end)
    return parent === undefined || lsn === undefined ? [] : [{ timeline: Number(parent), end: lsn }]
  })
  return { timeline, ancestors }
}

/** @returns where the position lies, seen from this history. */
export function placeOf({ timeline, ancestors }: History, position: Position): Place {
  if (position.timeline === timeline) return { kind: 'on-branch' }
  if (position.timeline > timeline) return { kind: 'later' }
  const end = ancestors.find((ancestor) => ancestor.timeline === position.timeline)?.end ?? 0n
  return position.lsn <= end ? { kind: 'on-branch' } : { kind: 'abandoned', end }
}

/** What the ledger makes of an overlay that it finds in the store. Pure: no I/O, no clock, no randomness. */
import type { HistoryEntry } from '../../protocol/operators/changes.ts'
import type { Overlay } from '../../protocol/operators/overlay.ts'
import { saysTheSame } from './changes.ts'
import { MOST_REVISIONS } from './schema.ts'

/**
 * Gateways may hold what is found, and take nothing of a lower revision: the ledger must not stay behind it.
 * @returns what the ledger has to write down; undefined where it is ahead, or both say the same.
 */
export function reconcile(own: Overlay, stored: Overlay, atMs: number): HistoryEntry | undefined {
  if (isSame(own, stored) || stored.revision < own.revision) return undefined
  const isLost = own.revision === 0
  const revision = Math.max(1, isLost ? stored.revision : stored.revision + 1)
  if (revision > MOST_REVISIONS) return undefined
  const why = isLost ? 'found in the store' : `the store was ahead, at revision ${stored.revision}`
  const overlay = { ...(isLost ? stored : own), revision }
  return { revision, atMs, by: 'nearside', why, change: { action: 'reconcile' }, forced: [], overlay }
}

/** @returns whether a gateway that has one of them has the other. */
export function isSame(one: Overlay, other: Overlay): boolean {
  return one.revision === other.revision && saysTheSame(one, other)
}

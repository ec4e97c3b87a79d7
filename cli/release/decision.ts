/** What an action would do to the regions that it is for: all of them, or none. */
import type { Edit } from './edit.ts'
import type { Finding } from './finding.ts'
import type { Move } from './moves.ts'
import { idleSlot, type Release, type Slot } from './release.ts'
import type { Entry } from './trailer.ts'

/** All that is decided on: the regions that the action is for, and the last move of every region there is. */
export type Sight = {
  readonly environment: string
  readonly releases: readonly Release[]
  /** The newest first. */
  readonly moves: readonly Move[]
}

/** What becomes of one region. */
export type Change = {
  readonly release: Release
  /** None where it is as asked for already. */
  readonly edits: readonly Edit[]
  readonly entry: Entry
  /** The tag that this is about. */
  readonly tag: string
}

export type Decision =
  | {
      readonly ok: true
      readonly changes: readonly Change[]
      /** What whoever releases should know, and does not keep them from it. */
      readonly notes: readonly string[]
      /** What `--force` went over; it is recorded. */
      readonly forced: readonly Finding[]
    }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/** @param findings what stands in the way; those that can be forced do not where `force` is given. */
export function decided(o: {
  readonly changes: readonly Change[]
  readonly findings: readonly Finding[]
  readonly notes?: readonly string[]
  readonly force?: boolean | undefined
}): Decision {
  const { changes, findings, notes = [], force = false } = o
  const inTheWay = findings.filter(({ forceable }) => !forceable || !force)
  if (inTheWay.length > 0) return { ok: false, findings: inTheWay }
  return { ok: true, changes, notes, forced: findings }
}

export function lastMove({ moves }: Sight, { region }: Release): Move | undefined {
  return moves.find((move) => move.region === region)
}

/**
 * @returns the region's last move, where its idle slot still is the way back: traffic stands where the move has brought it, and
 * the other slot holds what it went away from.
 */
export function wayBack(sight: Sight, release: Release): Move | undefined {
  const move = lastMove(sight, release)
  const { tag, digest } = release.slots[idleSlot(release)]
  const isThere = move !== undefined && move.to === release.activeSlot && move.left !== undefined
  return isThere && move.left.tag === tag && move.left.digest === digest ? move : undefined
}

export function editOf(slot: Slot, key: 'tag' | 'digest' | 'replicas', value: string | number): Edit {
  return { path: ['slots', slot, key], value }
}

/** @returns `flip a1b2c3d4 of Ana`. */
export function moveText({ action, commit: { sha, by } }: Move): string {
  return `${action} ${sha.slice(0, 8)} of ${by}`
}

/**
 * Which kinds of reads take longer than a try may, wherever they are sent: that one of them is given up says nothing of
 * the region. Pure: no I/O, no clock, no randomness.
 */
import { remember } from './remember.ts'

type Known = {
  /** When any region last answered one in time, Unix time in milliseconds. */
  readonly inTimeMs: number
  /** By region id: when it last took longer than a try may, whether it answered then or was given up. */
  readonly slowMs: ReadonlyMap<string, number>
}

/** By kind, see usual.ts. */
export type SlowKinds = ReadonlyMap<string, Known>

export const NO_SLOW_KINDS: SlowKinds = new Map()

const LATELY_MS = 60_000
/** Nearly every read is answered in time, and each need not be noted. */
const NOTED_EVERY_MS = 1000
const KINDS = 64
const UNKNOWN: Known = { inTimeMs: Number.NEGATIVE_INFINITY, slowMs: new Map() }

export function onInTime(kinds: SlowKinds, kind: string, nowMs: number): SlowKinds {
  const known = kinds.get(kind) ?? UNKNOWN
  if (nowMs - known.inTimeMs < NOTED_EVERY_MS) return kinds
  return remember(kinds, kind, { ...known, inTimeMs: nowMs }, KINDS)
}

export function onSlow(kinds: SlowKinds, kind: string, region: string, nowMs: number): SlowKinds {
  const known = kinds.get(kind) ?? UNKNOWN
  return remember(kinds, kind, { ...known, slowMs: new Map(known.slowMs).set(region, nowMs) }, KINDS)
}

/**
 * @returns whether such reads were slow in another region lately, and in time in none: one region that answers in time
 * makes the others the slow ones.
 */
export function isSlowElsewhere(kinds: SlowKinds, kind: string, region: string, nowMs: number): boolean {
  const { inTimeMs, slowMs } = kinds.get(kind) ?? UNKNOWN
  if (nowMs - inTimeMs < LATELY_MS) return false
  return [...slowMs].some(([id, atMs]) => id !== region && nowMs - atMs < LATELY_MS)
}

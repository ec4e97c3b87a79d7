/**
 * How long a region usually works on a read, by kind of read: a slow route is no slow region. All regions teach the
 * same: what takes one of them longer than the others is late there. Pure: no I/O, no clock, no randomness.
 */
import { remember } from './remember.ts'

type Known = {
  /** Milliseconds, oldest first. */
  readonly samples: readonly number[]
  /** What nine of ten of them take at most. */
  readonly usualMs: number
  /** When the last one was taken in, Unix time in milliseconds. */
  readonly takenMs: number
  /** When one was last noted to be read. */
  readonly readMs: number
}

export type Usual = ReadonlyMap<string, Known>

export const NOTHING_USUAL: Usual = new Map()

/** Five minutes' worth: a region that turns slow gradually is found late, and is not for long where the work has grown. */
const SAMPLES = 30
/** Until there are so many they are taken in as they come; after so many they begin to tell. */
const SAMPLES_TO_TELL = 10
const EVERY_MS = 10_000
/** What is late becomes usual slowly, and only where nothing is in time. */
const EVERY_LATE_MS = 60_000
/** Each read of a busy kind need not be noted: it is forgotten only where all the others are new within this time. */
const NOTED_EVERY_MS = 100
/** Beyond this number the kind that was read longest ago is forgotten. */
const KINDS = 64

/** What is slower than nine of ten is rare; much slower than that, it is late. */
const QUANTILE = 0.9
const LATE_FACTOR = 3
const LATE_LEAST_MS = 50

/**
 * @param ownMs what the region spent itself, without waiting for anything outside it.
 * @returns how many milliseconds later than usual the answer comes, 0: in time; undefined while that can't be told.
 */
export function lateMs(usual: Usual, kind: string, ownMs: number): number | undefined {
  const known = usual.get(kind)
  if (!known || !canTell(usual, kind)) return undefined
  const { usualMs } = known
  return ownMs > LATE_FACTOR * usualMs + LATE_LEAST_MS ? ownMs - usualMs : 0
}

/** @returns whether it is known what reads of the kind take. */
export function canTell(usual: Usual, kind: string): boolean {
  return (usual.get(kind)?.samples.length ?? 0) >= SAMPLES_TO_TELL
}

export function learnUsual(usual: Usual, kind: string, ownMs: number, nowMs: number): Usual {
  const known = usual.get(kind) ?? { samples: [], usualMs: 0, takenMs: nowMs, readMs: nowMs }
  const { samples, takenMs, readMs } = known
  const everyMs = samples.length < SAMPLES ? 0 : lateMs(usual, kind, ownMs) ? EVERY_LATE_MS : EVERY_MS
  if (nowMs - takenMs >= everyMs) return remember(usual, kind, withSample(samples, ownMs, nowMs), KINDS)
  if (nowMs - readMs < NOTED_EVERY_MS) return usual
  return remember(usual, kind, { ...known, readMs: nowMs }, KINDS)
}

function withSample(samples: readonly number[], ownMs: number, nowMs: number): Known {
  const next = [...samples, ownMs].slice(-SAMPLES)
  return { samples: next, usualMs: quantileOf(next), takenMs: nowMs, readMs: nowMs }
}

function quantileOf(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.ceil(samples.length * QUANTILE) - 1] ?? 0
}

/**
 * @param path decoded: one path has many spellings.
 * @returns what reads of one kind have in common: `GET /api/products +1` is that of each product.
 */
export function kindOf(method: string, path: string): string {
  const [first = '', second = '', ...rest] = path.split('/').slice(1)
  return `${method} /${first}/${second} +${rest.length}`
}

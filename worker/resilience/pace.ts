/**
 * How late one region's answers to reads come, as one isolate sees it: slow is unwell.
 *
 * Its pressure is what four of its last six answers were late by at least, so that no three of them move anything. It
 * fades while nothing is sent there. The first read that is then sent is a trial: until its answer comes, the pressure
 * stands again for all others; in time, it ends it. Answers may come that tell nothing: after a few trials without a
 * verdict the pressure fades all the same.
 * Pure: no I/O, no clock, no randomness.
 */
export type Pace = {
  /** How late the last answers came, oldest first, in milliseconds; 0: in time. */
  readonly late: readonly number[]
  /** What they come to before anything fades: looked at by each request, changed by an answer. */
  readonly unfadedMs: number
  /** When the last of them came, Unix time in milliseconds. */
  readonly answeredMs: number
  /** When a read was last sent there while it was late. */
  readonly sentMs: number
  /** How many were sent so since the last answer that could be judged. */
  readonly trials: number
}

export const AT_EASE: Pace = {
  late: [],
  unfadedMs: 0,
  answeredMs: Number.NEGATIVE_INFINITY,
  sentMs: 0,
  trials: 0,
}

/** How late a read counts as that a region refused as too many. */
export const REFUSED_LATE_MS = 5000

const WINDOW = 6
const LATE_TO_COUNT = 4
/** Answers that come together were held up together: one of them speaks for all. */
const APART_MS = 250
const HALF_LIFE_MS = 10_000
const FORGOTTEN_AFTER_MS = 30_000
/** After such a silence the next answer is a trial's. */
const SILENCE_MS = 5000
const TRIALS = 3

/** @param lateMs how much later than usual an answer came; 0: in time. */
export function onAnswer(pace: Pace, lateMs: number, nowMs: number): Pace {
  const silenceMs = nowMs - pace.answeredMs
  if (silenceMs < APART_MS) return pace
  const before = silenceMs >= SILENCE_MS && lateMs === 0 ? [] : pace.late
  const late = [...before, lateMs].slice(-WINDOW)
  return { ...pace, late, unfadedMs: unfadedMs(late), answeredMs: nowMs, trials: 0 }
}

/** A read sets out whose answer will tell how late it is. */
export function onSent(pace: Pace, nowMs: number): Pace {
  if (pace.unfadedMs === 0 || pace.trials >= TRIALS) return pace
  return { ...pace, sentMs: nowMs, trials: pace.trials + 1 }
}

/** @returns by how many milliseconds the region's answers come later than usual, 0 where they don't. */
export function pressureMs(pace: Pace, nowMs: number): number {
  if (pace.unfadedMs === 0) return 0
  const ageMs = nowMs - Math.max(pace.answeredMs, pace.sentMs)
  return ageMs >= FORGOTTEN_AFTER_MS ? 0 : pace.unfadedMs * 2 ** (-Math.max(0, ageMs) / HALF_LIFE_MS)
}

function unfadedMs(late: readonly number[]): number {
  return late.toSorted((a, b) => b - a)[LATE_TO_COUNT - 1] ?? 0
}

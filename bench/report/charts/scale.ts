/** Milliseconds -> places on a drawing. Pure. */

export type Scale = {
  /** What is beyond the end stands at it. */
  readonly of: (ms: number) => number
  readonly endMs: number
  readonly ticksMs: readonly number[]
}

const STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
const MOST_STEPS = 4

/** From zero, at `left`, to the next tick over `longestMs`, `width` further. */
export function scaleTo(longestMs: number, left: number, width: number): Scale {
  const stepMs = STEPS_MS.find((size) => longestMs / size <= MOST_STEPS) ?? 10_000
  const steps = Math.max(1, Math.ceil(longestMs / stepMs))
  const endMs = steps * stepMs
  return {
    of: (ms) => left + (Math.min(Math.max(ms, 0), endMs) / endMs) * width,
    endMs,
    ticksMs: Array.from({ length: steps + 1 }, (_, index) => index * stepMs),
  }
}

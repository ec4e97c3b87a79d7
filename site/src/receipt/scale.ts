/** The one scale that all bars share. Pure. */

export type Scale = {
  readonly maxMs: number
  /** From 0 to {@link maxMs}, evenly spaced. */
  readonly ticksMs: readonly number[]
}

const STEPS = [1, 2, 2.5, 5, 10]
const INTERVALS = 5

/** @returns a scale of round numbers that holds every duration. */
export function scaleFor(durationsMs: readonly number[]): Scale {
  const longestMs = Math.max(5, ...durationsMs)
  const roughMs = longestMs / INTERVALS
  const magnitude = 10 ** Math.floor(Math.log10(roughMs))
  const stepMs = (STEPS.find((step) => step * magnitude >= roughMs) ?? 10) * magnitude
  const count = Math.ceil(longestMs / stepMs)
  return {
    maxMs: count * stepMs,
    ticksMs: Array.from({ length: count + 1 }, (_, index) => index * stepMs),
  }
}

/** @returns where a duration ends on the scale, as a CSS length: `12.5%`. */
export function along({ maxMs }: Scale, durationMs: number): string {
  const share = Math.min(1, Math.max(0, durationMs / maxMs))
  return `${Math.round(share * 100_000) / 1000}%`
}

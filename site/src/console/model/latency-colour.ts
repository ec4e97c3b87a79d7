/** One scale of colours for all latencies of the console. Pure. */

/** Where the colours stand, in milliseconds; between them they are mixed, evenly in the logarithm. */
export const STOPS_MS: readonly number[] = [10, 30, 80, 160, 320]

/** @returns a CSS colour: the stops are `--latency-0` to `--latency-4` of the theme, mixed evenly to the eye. */
export function colourOf(milliseconds: number): string {
  const at = positionOf(milliseconds) * (STOPS_MS.length - 1)
  const lower = Math.min(STOPS_MS.length - 2, Math.floor(at))
  const share = Math.round((at - lower) * 100)
  return `color-mix(in oklab, var(--latency-${lower + 1}) ${share}%, var(--latency-${lower}))`
}

/** @returns where a latency stands on the scale, from 0 to 1. */
export function positionOf(milliseconds: number): number {
  const next = STOPS_MS.findIndex((stop) => milliseconds < stop)
  if (next === 0) return 0
  if (next === -1) return 1
  const [low = 1, high = 1] = [STOPS_MS[next - 1], STOPS_MS[next]]
  return (next - 1 + Math.log(milliseconds / low) / Math.log(high / low)) / (STOPS_MS.length - 1)
}

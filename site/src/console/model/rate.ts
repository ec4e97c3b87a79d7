/** How many requests per second, by the isolates' own counters. Pure. */
import type { IsolateView } from '../../../../protocol/operators/status.ts'

/** What an isolate had counted when it reported. */
export type Count = Pick<IsolateView, 'isolate' | 'atMs' | 'requests' | 'unanswered'>

/** The rate is one over this time. */
const WINDOW_MS = 60_000

export function rememberCounts(
  known: readonly Count[],
  views: readonly IsolateView[],
  nowMs: number,
): readonly Count[] {
  const keyOf = ({ isolate, atMs }: Count) => `${isolate} ${atMs}`
  const keys = new Set(known.map(keyOf))
  const fresh = views
    .filter((view) => !keys.has(keyOf(view)))
    .map(({ isolate, atMs, requests, unanswered }) => ({ isolate, atMs, requests, unanswered }))
  return [...known, ...fresh].filter(({ atMs }) => atMs > nowMs - WINDOW_MS)
}

export type Rate = { readonly perSecond: number; readonly unanswered: number }

/** @returns the rate of all isolates together; undefined before any has reported twice. */
export function rateOf(counts: readonly Count[]): Rate | undefined {
  const spans = [...Map.groupBy(counts, ({ isolate }) => isolate).values()].flatMap((same) => {
    const [first, last] = [same[0], same.at(-1)]
    if (!first || !last || last.atMs <= first.atMs) return []
    const seconds = (last.atMs - first.atMs) / 1000
    return {
      perSecond: (last.requests - first.requests) / seconds,
      unanswered: last.unanswered - first.unanswered,
    }
  })
  if (spans.length === 0) return undefined
  return {
    perSecond: spans.reduce((sum, { perSecond }) => sum + perSecond, 0),
    unanswered: spans.reduce((sum, { unanswered }) => sum + unanswered, 0),
  }
}

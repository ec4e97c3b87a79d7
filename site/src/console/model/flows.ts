/** Who is answered by whom: the lines of the map. Pure. */
import type { Intent } from '../../../../protocol/intent.ts'
import type { Receipt } from '../../../../protocol/operators/status.ts'
import { coloId } from './colos.ts'
import { compareEpochs } from './epoch.ts'
import { quantile } from './quantile.ts'
import { tookMs } from './receipts.ts'

export type Flow = {
  /** A colo's id; of a way on, the id of the region that answered. */
  readonly from: string
  /** A region's id. */
  readonly to: string
  /** `onward`: from the region that took a write to the primary. */
  readonly kind: Intent | 'onward'
  readonly requests: number
  /** In the middle: of the whole time; of a way on, of the time to the primary and back. */
  readonly p50Ms: number
}

/** What the map shows happened within this time. */
export const LIVE_MS = 60_000

/** @returns the busiest first; requests that no region answered draw no line. */
export function flowsOf(receipts: readonly Receipt[], primary: string, nowMs: number): readonly Flow[] {
  const live = sinceTurned(receipts.filter(({ atMs }) => atMs > nowMs - LIVE_MS))
  const legs = live.flatMap((receipt) => {
    const { region, intent, parts } = receipt
    if (region === null) return []
    const wanMs = parts.wan ?? 0
    return [
      { from: coloId(receipt.colo), to: region, kind: intent, ms: tookMs(receipt) },
      ...(wanMs > 0 && region !== primary
        ? [{ from: region, to: primary, kind: 'onward' as const, ms: wanMs }]
        : []),
    ]
  })
  return [...Map.groupBy(legs, ({ from, to, kind }) => `${from} ${to} ${kind}`).values()]
    .flatMap((same) => {
      const [first] = same
      const p50Ms = quantile(
        same.map(({ ms }) => ms),
        0.5,
      )
      if (!first || p50Ms === null) return []
      return { from: first.from, to: first.to, kind: first.kind, requests: same.length, p50Ms }
    })
    .toSorted((a, b) => b.requests - a.requests)
}

/** What went before a city's latest change of course says nothing of where its traffic goes now. */
function sinceTurned(receipts: readonly Receipt[]): readonly Receipt[] {
  return [...Map.groupBy(receipts, ({ colo }) => coloId(colo)).values()].flatMap((same) => {
    const newest = same
      .map(({ epoch }) => epoch)
      .toSorted(compareEpochs)
      .at(-1)
    const turnedMs = Math.min(...same.filter(({ epoch }) => epoch === newest).map(({ atMs }) => atMs))
    return same.filter(({ atMs }) => atMs >= turnedMs)
  })
}

/** @returns by region id, its share of the requests that regions answered, from 0 to 1. */
export function sharesOf(flows: readonly Flow[]): ReadonlyMap<string, number> {
  const answered = flows.filter(({ kind }) => kind !== 'onward')
  const all = answered.reduce((sum, { requests }) => sum + requests, 0)
  return new Map(
    [...Map.groupBy(answered, ({ to }) => to)].map(([id, some]) => [
      id,
      some.reduce((sum, { requests }) => sum + requests, 0) / all,
    ]),
  )
}

/** @returns how thick a line is, from 1.5 to 7 units: its area grows with the traffic. */
export function widthOf(requests: number, most: number): number {
  return 1.5 + 5.5 * Math.sqrt(requests / Math.max(1, most))
}

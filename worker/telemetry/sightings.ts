/** What isolates have reported lately, put together. Pure: no I/O, no clock, no randomness. */
import type { IsolateView, Receipt, World } from '../../protocol/operators/status.ts'

export type Sightings = {
  /** The last one first. */
  readonly seen: readonly { readonly view: IsolateView; readonly seenMs: number }[]
  /** The newest first. */
  readonly receipts: readonly Receipt[]
}

export const NOTHING_SEEN: Sightings = { seen: [], receipts: [] }

/** Of an isolate the last report counts, whatever came before. */
export function see(
  { seen, receipts }: Sightings,
  view: IsolateView,
  fresh: readonly Receipt[],
  nowMs: number,
): Sightings {
  const others = seen.filter((each) => each.view.isolate !== view.isolate && isRecent(each.seenMs, nowMs))
  const all = [...fresh, ...receipts].filter(({ atMs }) => nowMs - atMs < RECEIPT_MS)
  return {
    seen: [{ view, seenMs: nowMs }, ...others].slice(0, MAX_ISOLATES),
    receipts: fair(all.sort(newerFirst)),
  }
}

export function worldOf({ seen, receipts }: Sightings, nowMs: number): World {
  const views = seen.filter(({ seenMs }) => isRecent(seenMs, nowMs)).map(({ view }) => view)
  return { atMs: nowMs, views, receipts }
}

/** @returns how often each of so many may report, so that one object can hear them all. */
export function reportEveryMs(isolates: number): number {
  return isolates * MS_PER_REPORT
}

const MAX_ISOLATES = 500
const VIEW_MS = 3 * 60_000
const RECEIPTS = 500
const RECEIPT_MS = 15 * 60_000
/** An object takes about a thousand small calls a second; this many leave it room. */
const MS_PER_REPORT = 10

function isRecent(seenMs: number, nowMs: number): boolean {
  return nowMs - seenMs < VIEW_MS
}

/** Where there are too many the busiest colo gives its oldest, so that a quiet one is seen beside it. */
function fair(newestFirst: readonly Receipt[]): readonly Receipt[] {
  if (newestFirst.length <= RECEIPTS) return newestFirst
  const byColo = [...Map.groupBy(newestFirst, ({ colo }) => colo).values()]
  for (let over = newestFirst.length - RECEIPTS; over > 0; over -= 1) {
    byColo.reduce((most, each) => (each.length > most.length ? each : most)).pop()
  }
  return byColo.flat().sort(newerFirst)
}

function newerFirst(a: Receipt, b: Receipt): number {
  return b.atMs - a.atMs
}

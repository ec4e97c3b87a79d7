/** What gateways reported, by the city they stand in. Pure. */
import type { IsolateView } from '../../../../protocol/operators/status.ts'

export type Colo = {
  /** In lower case, as places are named everywhere else. */
  readonly id: string
  /** The newest report. */
  readonly view: IsolateView
  /** Those that still report, newest first. */
  readonly isolates: readonly IsolateView[]
}

/** Where Cloudflare did not say. */
export const NOWHERE = 'unknown'

/** An isolate that is silent for so long while another one of its city speaks is gone. */
const GONE_AFTER_MS = 30_000

/** @returns the cities by their codes. */
export function colosOf(views: readonly IsolateView[]): readonly Colo[] {
  const byColo = Map.groupBy(views, ({ colo }) => coloId(colo))
  return [...byColo]
    .flatMap(([id, all]) => {
      const isolates = all.toSorted((a, b) => b.atMs - a.atMs)
      const view = isolates[0]
      if (!view) return []
      return { id, view, isolates: isolates.filter(({ atMs }) => view.atMs - atMs < GONE_AFTER_MS) }
    })
    .toSorted((a, b) => a.id.localeCompare(b.id))
}

/** @returns `bom` of `BOM`. */
export function coloId(colo: string | null): string {
  return colo?.toLowerCase() ?? NOWHERE
}

/** Who is the primary, by what the regions say of themselves. Pure: no I/O, no clock, no randomness. */
import type { Standing } from '../../protocol/position.ts'

/** What a region said last of its data, and when. */
export type SeenStanding = {
  readonly standing: Standing
  /** Unix time in milliseconds. */
  readonly seenMs: number
}

/** By region id; a region that never said anything has none. */
export type Standings = ReadonlyMap<string, SeenStanding>

/**
 * A region that fails keeps the title: only a primary on a higher timeline takes it.
 * @returns the id of the region that says that it is the primary, on the highest timeline; until one does, the config's.
 */
export function primaryOf(
  config: { readonly primary: string; readonly regions: readonly { readonly id: string }[] },
  standings: Standings,
): string {
  let found: { readonly id: string; readonly timeline: number; readonly seenMs: number } | undefined
  for (const { id } of config.regions) {
    const seen = standings.get(id)
    if (seen?.standing.role !== 'primary') continue
    const { timeline } = seen.standing.position
    // Two on one timeline: one of them has not said yet that it was restarted as a replica.
    const isHigher =
      !found || timeline > found.timeline || (timeline === found.timeline && seen.seenMs > found.seenMs)
    if (isHigher) found = { id, timeline, seenMs: seen.seenMs }
  }
  return found?.id ?? config.primary
}

/** @returns whether the region is a primary that another one has taken over from. */
export function isDeposed(standing: Standing | undefined, highestTimeline: number): boolean {
  return standing?.role === 'primary' && standing.position.timeline < highestTimeline
}

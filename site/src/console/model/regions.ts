/** What the table of regions shows: all cities' views of each region in one row. Pure. */
import type { Mark, Overlay } from '../../../../protocol/operators/overlay.ts'
import type { CircuitView, RegionView } from '../../../../protocol/operators/status.ts'
import type { Colo } from './colos.ts'
import { newestView } from './convergence.ts'

export type RegionState = 'serving' | 'reduced' | 'drained' | 'unwell'

export type RegionRow = Pick<RegionView, 'id' | 'latitude' | 'longitude' | 'reach'> & {
  readonly state: RegionState
  readonly isPrimary: boolean
  /** Of the drain, else of the weight. */
  readonly mark: Mark | null
  readonly isDrained: boolean
  readonly weight: number
  /** Colo ids that send none there, or only a trial. */
  readonly readOpen: readonly string[]
  readonly writeOpen: readonly string[]
  /** The worst of all cities. */
  readonly pressureMs: number
  readonly pressed: readonly string[]
  readonly roundTrips: readonly { readonly colo: string; readonly ms: number }[]
  readonly standing: RegionView['standing']
}

/**
 * @param overlay as it is kept, where that is known: it is newer than what cities have taken over.
 * @returns the regions in the config's order.
 */
export function regionRows(
  colos: readonly Colo[],
  overlay: Overlay | undefined,
  nowMs: number,
): readonly RegionRow[] {
  const newest = newestView(colos.map(({ view }) => view))
  if (!newest) return []
  return newest.regions.map((region) => {
    const seen = colos.flatMap(({ id, view }) => {
      const found = view.regions.find((each) => each.id === region.id)
      return found ? { colo: id, region: found } : []
    })
    const { drain, weight, weightMark } = inForce(region, newest.overlay.revision, overlay, nowMs)
    const readOpen = seen.filter(({ region: { read } }) => isOpen(read)).map(({ colo }) => colo)
    const writeOpen = seen.filter(({ region: { write } }) => isOpen(write)).map(({ colo }) => colo)
    const pressed = seen.filter(({ region: { pressureMs } }) => pressureMs > 0)
    const isUnwell = readOpen.length + writeOpen.length + pressed.length > 0
    return {
      id: region.id,
      latitude: region.latitude,
      longitude: region.longitude,
      reach: region.reach,
      state: drain ? 'drained' : isUnwell ? 'unwell' : weight < 1 ? 'reduced' : 'serving',
      isPrimary: primaryOf(colos) === region.id,
      mark: drain ?? weightMark,
      isDrained: drain !== null,
      weight,
      readOpen,
      writeOpen,
      pressureMs: Math.max(0, ...pressed.map(({ region: { pressureMs } }) => pressureMs)),
      pressed: pressed.map(({ colo }) => colo),
      roundTrips: seen
        .flatMap(({ colo, region: { rttMs } }) => (rttMs === null ? [] : { colo, ms: rttMs }))
        .toSorted((a, b) => a.ms - b.ms),
      standing: newestStanding(seen.map(({ region: each }) => each)),
    }
  })
}

/** @returns the id of the primary's region as the city says that knows the highest timeline. */
export function primaryOf(colos: readonly Colo[]): string {
  const [knowing] = colos.toSorted((a, b) => b.view.timeline - a.view.timeline || b.view.atMs - a.view.atMs)
  return knowing?.view.primary ?? ''
}

type InForce = { readonly drain: Mark | null; readonly weight: number; readonly weightMark: Mark | null }

function inForce(region: RegionView, revision: number, overlay: Overlay | undefined, nowMs: number): InForce {
  if (!overlay || overlay.revision <= revision) return region
  const holds = (mark: Mark | undefined) => mark && (mark.untilMs === undefined || nowMs < mark.untilMs)
  const [drain, weightMark] = [overlay.drains[region.id], overlay.weights[region.id]]
  return {
    drain: (holds(drain) && drain) || null,
    weight: weightMark && holds(weightMark) ? weightMark.weight : region.weightMark ? 1 : region.weight,
    weightMark: (holds(weightMark) && weightMark) || null,
  }
}

function isOpen({ state }: CircuitView): boolean {
  return state !== 'closed'
}

function newestStanding(views: readonly RegionView[]): RegionView['standing'] {
  return views.flatMap(({ standing }) => standing ?? []).toSorted((a, b) => b.seenMs - a.seenMs)[0] ?? null
}

/** What an isolate said of itself -> what it knew, to plan with again. Pure: no I/O, no clock, no randomness. */
import type { IsolateView, RegionView } from '../../protocol/operators/status.ts'
import { parseLsn } from '../../protocol/position.ts'
import type { Knowledge } from './decide.ts'
import { priorMs } from './distance.ts'
import { type Estimate, learn } from './estimate.ts'
import { isDeposed, type SeenStanding } from './primary.ts'

export type ColoKnowledge = Knowledge & {
  /** The ids of the regions whose distance it has not measured. */
  readonly guessed: ReadonlySet<string>
}

/** @returns undefined where it has measured nothing: where it stands is not known either. */
export function coloKnowledge(view: IsolateView): ColoKnowledge | undefined {
  const measured = view.regions.filter(({ rttMs }) => rttMs !== null)
  if (measured.length === 0) return undefined
  const standings = byRegion(view.regions, standingOf)
  const isIll = (intent: 'read' | 'write') => (region: RegionView) => region[intent].state !== 'closed'
  const ill = view.regions.filter(isIll('read'))
  const deposed = view.regions.filter(({ id }) => isDeposed(standings.get(id)?.standing, view.timeline))
  return {
    estimates: byRegion(view.regions, (region) =>
      estimateOf(region.rttMs ?? guessMs(region, measured), view.atMs),
    ),
    toPrimary: byRegion(view.regions, ({ toPrimaryMs }) => estimateOf(toPrimaryMs, view.atMs)),
    pressures: byRegion(view.regions, ({ pressureMs }) => (pressureMs > 0 ? pressureMs : undefined)),
    standings,
    highestTimeline: view.timeline,
    unwell: {
      read: idsOf(ill),
      write: idsOf([...ill, ...view.regions.filter(isIll('write')), ...deposed]),
    },
    guessed: idsOf(view.regions.filter(({ rttMs }) => rttMs === null)),
  }
}

/** By way of the region from where the map says it is nearest. */
function guessMs(region: RegionView, measured: readonly RegionView[]): number {
  return Math.min(...measured.map((via) => (via.rttMs ?? 0) + priorMs(via, region)))
}

function estimateOf(rttMs: number | null, atMs: number): Estimate | undefined {
  return rttMs === null ? undefined : learn(undefined, rttMs, atMs)
}

function standingOf({ standing }: RegionView): SeenStanding | undefined {
  const lsn = parseLsn(standing?.lsn ?? '')
  if (!standing || lsn === undefined) return undefined
  const { role, timeline, ageMs, seenMs } = standing
  return { standing: { role, position: { timeline, lsn }, ageMs: ageMs ?? undefined }, seenMs }
}

function byRegion<T>(
  regions: readonly RegionView[],
  read: (region: RegionView) => T | undefined,
): ReadonlyMap<string, T> {
  const entries = regions.flatMap((region): [string, T][] => {
    const value = read(region)
    return value === undefined ? [] : [[region.id, value]]
  })
  return new Map(entries)
}

function idsOf(regions: readonly RegionView[]): ReadonlySet<string> {
  return new Set(regions.map(({ id }) => id))
}

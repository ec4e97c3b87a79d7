/** What the loss of each region does to the rest. Pure. */
import type { MeshConfig } from '../../worker/config.ts'
import type { WorldCity } from './cities.ts'
import { primaryIn } from './scene.ts'
import { type Mix, type Survey, survey } from './survey.ts'
import { type Percentiles, percentilesOf } from './weighted.ts'

export type Loss = {
  readonly lost: string
  /** The share of all requests that has to go elsewhere. */
  readonly moved: number
  /** Reads of the cities that it served. */
  readonly itsReads: { readonly before: Percentiles; readonly after: Percentiles }
  /** Everybody's. */
  readonly reads: { readonly before: Percentiles; readonly after: Percentiles }
  readonly writes: { readonly before: Percentiles; readonly after: Percentiles }
  /** The region whose busiest hour grows most, and how many times it is as busy as before. */
  readonly hardest: { readonly region: string; readonly times: number }
  /** Who had to take over the primary; undefined where it was not lost. */
  readonly promoted: string | undefined
}

export function lossesOf(config: MeshConfig, cities: readonly WorldCity[], mix: Mix): readonly Loss[] {
  if (config.regions.length < 2) return []
  const before = survey({ config, cities }, mix)
  return config.regions.map(({ id }) => lossOf(id, config, before, survey({ config, cities, lost: id }, mix)))
}

function lossOf(lost: string, config: MeshConfig, before: Survey, after: Survey): Loss {
  const share = (all: Survey, id: string) => all.loads.get(id)?.share ?? 0
  const peak = (all: Survey, id: string) => all.loads.get(id)?.peak ?? 0
  const times = config.regions
    .filter(({ id }) => id !== lost && peak(before, id) > 0)
    .map(({ id }) => ({ region: id, times: peak(after, id) / peak(before, id) }))
  const promoted = primaryIn({ config, lost })
  return {
    lost,
    moved: share(before, lost),
    itsReads: itsReads(lost, before, after),
    reads: { before: before.reads, after: after.reads },
    writes: { before: before.writes, after: after.writes },
    hardest: times.toSorted((a, b) => b.times - a.times)[0] ?? { region: '', times: Number.NaN },
    promoted: promoted === config.primary ? undefined : promoted,
  }
}

function itsReads(lost: string, before: Survey, after: Survey): Loss['itsReads'] {
  const served = before.ways.filter(({ intent, region }) => intent === 'read' && region === lost)
  const cities = new Set(served.map(({ city }) => city.id))
  const times = ({ ways }: Survey) =>
    percentilesOf(
      ways
        .filter(({ intent, city }) => intent === 'read' && cities.has(city.id))
        .map(({ ms, share }) => ({ value: ms, weight: share })),
    )
  return { before: times(before), after: times(after) }
}

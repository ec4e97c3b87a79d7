/** From the regions of the config on to a dozen, each time the one that helps most. Pure. */
import { advise } from './advise.ts'
import type { WorldCity } from './cities.ts'
import { meshOf } from './mesh.ts'
import { type Mix, survey } from './survey.ts'
import type { Percentiles } from './weighted.ts'

export type Grown = {
  /** The id of the region that came last. */
  readonly added: string
  readonly regions: number
  readonly reads: Percentiles
  readonly writes: Percentiles
}

export type Growing = {
  readonly cities: readonly WorldCity[]
  /** Those there are, in the order they came; the first one has the primary. */
  readonly first: readonly WorldCity[]
  readonly candidates: readonly WorldCity[]
  readonly most: number
  readonly mix: Mix
}

/** @returns the regions in their order, and what the world takes with each number of them. */
export function grow({ cities, first, candidates, most, mix }: Growing): {
  readonly order: readonly WorldCity[]
  readonly steps: readonly Grown[]
} {
  const order = [...first]
  while (order.length < most) {
    const [best] = advise({ cities, config: meshOf(order) }, candidates, mix).candidates
    if (!best) break
    order.push(best.site)
  }
  const steps = order.map((site, index): Grown => {
    const { reads, writes } = survey({ cities, config: meshOf(order.slice(0, index + 1)) }, mix)
    return { added: site.id, regions: index + 1, reads, writes }
  })
  return { order, steps }
}

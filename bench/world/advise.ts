/** Which region to add next: each candidate is added to the world, and every city is asked where it would go then. Pure. */
import type { WorldCity } from './cities.ts'
import { withRegion } from './mesh.ts'
import type { World } from './scene.ts'
import { type Mix, type Survey, survey } from './survey.ts'
import type { Percentiles } from './weighted.ts'

export type Advice = {
  readonly now: Survey
  /** The best first. */
  readonly candidates: readonly Advised[]
  /** What writes would take with the primary in another of the regions; the best first. */
  readonly primaries: readonly Moved[]
}

export type Moved = { readonly primary: string; readonly writes: Percentiles }

export type Advised = {
  readonly site: WorldCity
  readonly then: Survey
  /** What a request is quicker on average, reads and writes in their proportion, in milliseconds. */
  readonly savedMs: number
  /** The share of all requests that it would take over. */
  readonly takes: number
  /** The region that gives most of it. */
  readonly from: string | undefined
}

export function advise(world: World, sites: readonly WorldCity[], mix: Mix): Advice {
  const now = survey(world, mix)
  const taken = new Set(world.config.regions.map(({ id }) => id))
  const candidates = sites.filter(({ id }) => !taken.has(id)).map((site) => advised(world, site, mix, now))
  return {
    now,
    candidates: candidates.toSorted((a, b) => b.savedMs - a.savedMs),
    primaries: primariesOf(world, mix),
  }
}

function primariesOf(world: World, mix: Mix): readonly Moved[] {
  return world.config.regions
    .filter(({ id }) => id !== world.config.primary)
    .map(({ id }) => {
      const { writes } = survey({ ...world, config: { ...world.config, primary: id } }, mix)
      return { primary: id, writes }
    })
    .toSorted((a, b) => a.writes.mean - b.writes.mean)
}

function advised(world: World, site: WorldCity, mix: Mix, now: Survey): Advised {
  const then = survey({ ...world, config: withRegion(world.config, site) }, mix)
  const given = [...now.loads].map(([id, { share }]) => ({
    id,
    share: share - (then.loads.get(id)?.share ?? 0),
  }))
  const [most] = given.toSorted((a, b) => b.share - a.share)
  return {
    site,
    then,
    savedMs: meanMs(now, mix) - meanMs(then, mix),
    takes: then.loads.get(site.id)?.share ?? 0,
    from: most && most.share > 0 ? most.id : undefined,
  }
}

function meanMs({ reads, writes }: Survey, mix: Mix): number {
  return (1 - mix.writes) * reads.mean + mix.writes * writes.mean
}

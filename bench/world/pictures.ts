/** A study -> its pictures by name. Pure. */
import { readCities } from './cities.ts'
import { drawGrowth } from './growth-picture.ts'
import { drawWorld, type Pictured } from './picture.ts'
import { sitesOf } from './sites.ts'
import type { StudiedWorld, Study } from './study.ts'

/** @returns SVG by what makes a file's name: `3.svg` of the world with three regions. */
export function picturesOf({ worlds, growth }: Study): Readonly<Record<string, string>> {
  const maps = worlds.map((world) => [`${world.config.regions.length}.svg`, drawWorld(pictured(world))])
  return { ...Object.fromEntries(maps), 'growth.svg': drawGrowth(growth) }
}

function pictured({ config, survey, shares, reads, writes }: StudiedWorld): Pictured {
  const ways = survey.ways.filter(({ intent }) => intent === 'read')
  const sites = sitesOf(
    config.regions.map(({ id }) => id),
    readCities(),
  )
  return {
    ...{ reads, writes },
    regions: sites.map((site) => ({ ...site, share: shares[site.id] ?? 0 })),
    cities: ways.map(({ city, region }) => ({ ...city, region })),
  }
}

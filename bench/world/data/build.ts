/**
 * The sources -> `cities.csv`: every city of Cloudflare's with the people online to whom it is the nearest.
 * `node bench/world/data/build.ts <folder>`, the folder as README.md beside this file says.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { distanceKm, type Position } from '../../../worker/routing/distance.ts'
import { type Place, readSources, type Site } from './sources.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined)
  throw new Error('expected a folder with the sources, see README.md beside this file')
const sources = readSources((name) => readFileSync(join(folder, name), 'utf8'))
const people = peopleOf(sources.sites, sources.places)
const rows = sources.sites.map((site) => {
  const { online, kilometres } = people.get(site.id) ?? { online: 0, kilometres: 0 }
  const { id, name, country, continent, latitude, longitude } = site
  const awayKm = online > 0 ? Math.round(kilometres / online) : 0
  return [
    ...[id, name.normalize('NFC'), country, continent, rounded(latitude), rounded(longitude)],
    ...[Math.round(online / 1000), awayKm],
  ].join(',')
})
const head = 'id,name,country,continent,latitude,longitude,onlineThousands,awayKm'
writeFileSync(join(import.meta.dirname, 'cities.csv'), `${[head, ...rows].join('\n')}\n`)

type People = { readonly online: number; readonly kilometres: number }

/**
 * Mainland China's people are answered by its own data centres and nobody else is: they are a network apart
 * (https://developers.cloudflare.com/china-network/).
 */
function peopleOf(sites: readonly Site[], places: readonly Place[]): ReadonlyMap<string, People> {
  const found = new Map<string, People>()
  const [mainland, others] = [sites.filter(isMainland), sites.filter((site) => !isMainland(site))]
  for (const place of places) {
    const { site, km } = nearest(place, isMainland(place) ? mainland : others)
    const before = found.get(site.id) ?? { online: 0, kilometres: 0 }
    found.set(site.id, {
      online: before.online + place.online,
      kilometres: before.kilometres + place.online * km,
    })
  }
  return found
}

function nearest(place: Position, sites: readonly Site[]): { readonly site: Site; readonly km: number } {
  return sites
    .map((site) => ({ site, km: distanceKm(place, site) }))
    .reduce((best, one) => (one.km < best.km ? one : best))
}

function isMainland({ country }: { readonly country: string }): boolean {
  return country === 'CN'
}

/** A hundredth of a degree is a kilometre. */
function rounded(degrees: number): number {
  return Number(degrees.toFixed(2))
}

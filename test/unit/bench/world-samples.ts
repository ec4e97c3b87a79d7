/** Worlds to test with: the real cities, or made-up ones. */
import { readCities, type WorldCity } from '../../../bench/world/cities.ts'
import { meshOf } from '../../../bench/world/mesh.ts'
import type { World } from '../../../bench/world/scene.ts'
import { sitesOf } from '../../../bench/world/sites.ts'
import type { Mix } from '../../../bench/world/survey.ts'

export const EVERYWHERE = readCities()
export const MIX: Mix = { writes: 0.2, load: 'day' }

/** Every fifth city: enough to see a rule in, few enough to be quick. */
export const SOME = EVERYWHERE.filter((_, index) => index % 5 === 0)

export function worldWith(
  ids: readonly string[],
  more: Partial<World> & { routes?: readonly object[] } = {},
) {
  const { routes, ...rest } = more
  return { config: meshOf(sitesOf(ids, EVERYWHERE), routes), cities: SOME, ...rest } satisfies World
}

export function cityAt(id: string, longitude: number, people: number, latitude = 0): WorldCity {
  return { id, name: id, country: 'XX', continent: 'EU', latitude, longitude, people, awayKm: 10 }
}

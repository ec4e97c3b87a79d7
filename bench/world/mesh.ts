/** Regions -> the config that a gateway would have with them. */
import { type MeshConfig, parseConfig, type RegionConfig } from '../../worker/config.ts'
import type { WorldCity } from './cities.ts'

/** @param regions the first one has the primary. */
export function meshOf(regions: readonly WorldCity[], routes: readonly object[] = []): MeshConfig {
  const parsed = parseConfig({
    primary: regions[0]?.id,
    regions: regions.map(({ id, latitude, longitude }) => ({
      id,
      origin: originOf(id),
      latitude,
      longitude,
    })),
    routes,
  })
  if (!parsed.ok) throw new RangeError(parsed.errors.join('\n'))
  return parsed.config
}

/** The same config with one region more, at the end. */
export function withRegion(config: MeshConfig, { id, latitude, longitude }: WorldCity): MeshConfig {
  const region: RegionConfig = { id, origin: originOf(id), latitude, longitude, weight: 1, capacity: 1 }
  return { ...config, regions: [...config.regions, region] }
}

function originOf(id: string): string {
  return `https://${id}.origin.nearside.example`
}

import { type Mesh, readMesh } from './build/mesh.ts'
import { buildSite } from './build/site.ts'
import { buildWorker } from './build/worker.ts'
import { REGION_IDS } from './cities.ts'
import { PlanetError } from './planet-error.ts'
import type { RunStep } from './steps.ts'

/** What the edges run. */
export type Builds = { readonly workerFile: string; readonly assetsDir: string; readonly mesh: Mesh }

/** Builds all that is not built yet, at the same time. */
export async function buildAll(step: RunStep, signal: AbortSignal): Promise<Builds> {
  const [workerFile, assetsDir, mesh] = await Promise.all([
    step('Worker bundled', () => buildWorker(signal)),
    step('Site built', () => buildSite(signal)),
    step('Regions read from wrangler.toml', () => readMesh()),
  ])
  const found = mesh.config.regions.map(({ id }) => id).sort()
  if (mesh.config.primary === PRIMARY_REGION && found.join() === [...REGION_IDS].sort().join()) {
    return { workerFile, assetsDir, mesh }
  }
  throw new PlanetError(
    `The planet has the regions ${REGION_IDS.join(', ')} with the primary in ${PRIMARY_REGION}; wrangler.toml has ${found.join(', ')} with ${mesh.config.primary}.`,
  )
}

/** Where the primary of a new planet stands; a constant, since the databases start before wrangler.toml has been read. */
export const PRIMARY_REGION: string = REGION_IDS[0] ?? ''

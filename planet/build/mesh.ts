import { join } from 'node:path'
import { type MeshConfig, parseConfig } from '../../worker/config.ts'
import { PlanetError } from '../planet-error.ts'
import { PROJECT_DIR } from './cache.ts'

/** The table of regions: as it stands in wrangler.toml, and what it means. */
export type Mesh = { readonly vars: MeshVars; readonly config: MeshConfig }
export type MeshVars = Readonly<Record<string, unknown>> & {
  readonly regions: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[]
}

/** @throws PlanetError where the table is not valid. */
export async function readMesh(): Promise<Mesh> {
  // Wrangler is large: it is loaded while other processes already work.
  const { unstable_readConfig: readConfig } = await import('wrangler')
  const { vars } = readConfig({ config: join(PROJECT_DIR, 'wrangler.toml') }, { hideWarnings: true })
  const parsed = parseConfig(vars.MESH)
  if (!parsed.ok)
    throw new PlanetError(`[vars.MESH] of wrangler.toml is not valid:\n${parsed.errors.join('\n')}`)
  return { vars: vars.MESH as MeshVars, config: parsed.config }
}

/** @returns the same table with these origins; a region without one keeps its own. */
export function withOrigins(vars: MeshVars, origins: Readonly<Record<string, string>>): MeshVars {
  return {
    ...vars,
    regions: vars.regions.map((region) => ({ ...region, origin: origins[region.id] ?? region.origin })),
  }
}

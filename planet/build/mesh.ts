import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { type MeshConfig, parseConfig } from '../../worker/config.ts'
import { PlanetError } from '../planet-error.ts'
import { PROJECT_DIR } from './cache.ts'

/** The table of regions: as it stands in wrangler.toml, and what it means. */
export type Mesh = { readonly vars: MeshVars; readonly config: MeshConfig }
export type MeshVars = Readonly<Record<string, unknown>> & {
  readonly regions: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[]
}

/** What this needs of wrangler.toml. Wrangler's own reader takes a second to load. */
type WranglerConfig = { readonly vars?: { readonly MESH?: unknown } }

/** @throws PlanetError where the table is not valid. */
export async function readMesh(): Promise<Mesh> {
  const { vars } = parseToml(await readFile(join(PROJECT_DIR, 'wrangler.toml'), 'utf8')) as WranglerConfig
  const parsed = parseConfig(vars?.MESH)
  if (!parsed.ok)
    throw new PlanetError(`[vars.MESH] of wrangler.toml is not valid:\n${parsed.errors.join('\n')}`)
  return { vars: vars?.MESH as MeshVars, config: parsed.config }
}

/** @returns the same table with these bindings, in place of an origin or of another binding; a region without one keeps its own. */
export function withBindings(vars: MeshVars, bindings: Readonly<Record<string, string>>): MeshVars {
  return {
    ...vars,
    regions: vars.regions.map((region) => {
      const binding = bindings[region.id]
      if (binding === undefined) return region
      const { origin, ...rest } = region
      return { ...rest, binding }
    }),
  }
}

/** The planet that a run is about: one that is there, or one of its own that leaves nothing behind. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootPlanet, type Planet, type PlanetOptions } from '../../planet/boot.ts'
import { removeDatabaseHome } from '../../planet/database-home.ts'
import { KEY_ID } from '../../planet/region-request.ts'
import { deriveBookmarkKey } from '../../protocol/bookmark.ts'
import type { SigningKey } from '../../protocol/signature.ts'

export type Target = {
  readonly url: string
  /** Of every server that may be the primary, as the owner. */
  readonly databaseUrls: readonly string[]
  /** Those that sign its bookmarks. */
  readonly bookmarkKeys: readonly SigningKey[]
}

export function targetOf({ url, stateDir, regions }: Pick<Planet, 'url' | 'stateDir' | 'regions'>): Target {
  const secrets = JSON.parse(readFileSync(join(stateDir, 'secrets.json'), 'utf8'))
  return {
    url,
    databaseUrls: regions.map(({ databaseUrl }) => databaseUrl),
    bookmarkKeys: [deriveBookmarkKey(Buffer.from(secrets.gatewaySecret, 'base64'), KEY_ID)],
  }
}

/** Boots a planet in a temporary folder. */
export async function bootOwnPlanet(
  options: Omit<PlanetOptions, 'port' | 'stateDir'>,
): Promise<{ readonly planet: Planet; close(): Promise<void> }> {
  const stateDir = mkdtempSync(join(tmpdir(), 'nearside-faults-'))
  // Postgres does not run as root: its user has to get in.
  chmodSync(stateDir, 0o711)
  const drop = () => {
    removeDatabaseHome(stateDir)
    rmSync(stateDir, { recursive: true, force: true })
  }
  const planet = await bootPlanet({ port: 0, stateDir, appLogLevel: 'warn', ...options }).catch((error) => {
    drop()
    throw error
  })
  return {
    planet,
    async close() {
      await planet.stop()
      drop()
    },
  }
}

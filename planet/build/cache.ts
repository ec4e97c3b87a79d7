/** Where builds are kept: beside the packages they are made with, shared by all planets of the project. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT_DIR = fileURLToPath(new URL('../..', import.meta.url))
/** The variable is for who wants to see the first start after an install once more, which has none of it. */
export const CACHE_DIR = process.env.NEARSIDE_CACHE_DIR ?? join(PROJECT_DIR, 'node_modules/.cache/nearside')

/**
 * Makes a folder of the cache once per hash: `make` fills a temporary one, which then gets its name at once, so
 * that two planets that build at the same time don't disturb each other. Older ones of the name are dropped.
 * @returns the folder.
 */
export async function cached(
  name: string,
  hash: string,
  make: (dir: string) => Promise<unknown>,
): Promise<string> {
  const dir = join(CACHE_DIR, `${name}-${hash}`)
  if (existsSync(dir)) return dir
  const partial = `${dir}.${process.pid}.partial`
  mkdirSync(partial, { recursive: true })
  try {
    await make(partial)
    if (!existsSync(dir)) renameSync(partial, dir)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  dropOthers(name, hash)
  return dir
}

function dropOthers(name: string, hash: string): void {
  for (const entry of readdirSync(CACHE_DIR)) {
    const old =
      entry.startsWith(`${name}-`) && !entry.startsWith(`${name}-${hash}`) && !entry.endsWith('.partial')
    if (old) rmSync(join(CACHE_DIR, entry), { recursive: true, force: true })
  }
}

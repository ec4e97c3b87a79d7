import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** @returns a hash over the content and the names of these files and folders, those that are missing included. */
export function hashInputs(
  projectDir: string,
  paths: readonly string[],
  except: readonly string[] = [],
): string {
  const hash = createHash('sha256')
  for (const file of paths.flatMap((path) => filesOf(projectDir, path, except))) {
    const full = join(projectDir, file)
    hash
      .update(`${file}\0`)
      .update(existsSync(full) ? readFileSync(full) : 'missing')
      .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

function filesOf(projectDir: string, path: string, except: readonly string[]): string[] {
  const full = join(projectDir, path)
  if (except.includes(path)) return []
  if (!existsSync(full) || !statSync(full).isDirectory()) return [path]
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesOf(projectDir, `${path}/${name}`, except))
}

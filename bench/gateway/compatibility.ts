import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import type { WorkerdSpec } from './workerd-config.ts'

/** As deployed: date and flags change what the platform does for all of them. */
export function readCompatibility(): Pick<WorkerdSpec, 'compatibilityDate' | 'compatibilityFlags'> {
  const toml = parseToml(readFileSync(join(PROJECT_DIR, 'wrangler.toml'), 'utf8')) as {
    readonly compatibility_date?: string
    readonly compatibility_flags?: readonly string[]
  }
  return {
    compatibilityDate: toml.compatibility_date ?? '',
    compatibilityFlags: toml.compatibility_flags ?? [],
  }
}

/** What wrangler.toml asks of whoever runs the Worker, in Miniflare's words, as wrangler itself reads it. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { V4WorkerOptions } from 'miniflare'
import { PROJECT_DIR } from './cache.ts'

export type Deployed = {
  /** Compatibility date and flags, bindings but for the variables, the routing of assets. */
  readonly options: Pick<V4WorkerOptions, 'durableObjects' | 'assets'>
  readonly vars: object
}

/** @returns what was kept when this bundle was made; else wrangler is asked, which takes it a second to load. */
export function deployedOf(workerFile: string): Deployed {
  const kept = join(dirname(workerFile), KEPT_AS)
  return existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : askWrangler()
}

/** Beside the bundle. */
export const KEPT_AS = 'deployed.json'

/** In the process that bundles, wrangler is loaded already: as the main module, so not by an import. */
export function askWrangler(): Deployed {
  const wrangler: typeof import('wrangler') = createRequire(import.meta.url)('wrangler')
  const config = wrangler.unstable_readConfig({ config: join(PROJECT_DIR, 'wrangler.toml') })
  // The folder of assets may be in the middle of a build: nothing is read from it, and who runs the Worker names it.
  const overrides = { assets: { directory: PROJECT_DIR } }
  const { workerOptions } = wrangler.unstable_getMiniflareWorkerOptions(config, undefined, { overrides })
  const { modulesRules, bindings, ...options } = workerOptions
  return { options, vars: config.vars }
}

import { join } from 'node:path'
import { run } from '../command.ts'
import { CACHE_DIR, PROJECT_DIR } from './cache.ts'

/**
 * Runs a script with this Node, in the project, with nothing of it calling home.
 * @param args the script, as the project sees it, and what it is told; flags for Node may come first.
 * @returns its stdout.
 */
export function runTool(args: readonly string[], signal?: AbortSignal): Promise<string> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? PROJECT_DIR,
    CI: '1',
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: join(CACHE_DIR, 'compiled'),
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_LOG_PATH: join(CACHE_DIR, 'logs'),
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
  }
  return run({
    file: process.execPath,
    args,
    env,
    cwd: PROJECT_DIR,
    signal,
  })
}

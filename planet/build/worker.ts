import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE_DIR, cached, PROJECT_DIR } from './cache.ts'
import { hashInputs } from './inputs.ts'
import { runTool } from './tool.ts'

/** Bundles the Worker just as a deployment does. @returns the bundle's file. */
export async function buildWorker(signal?: AbortSignal): Promise<string> {
  // The assets don't matter to the bundle; the real folder may be in the middle of a build.
  const noAssets = join(CACHE_DIR, 'no-assets')
  mkdirSync(noAssets, { recursive: true })
  const hash = hashInputs(PROJECT_DIR, [
    'worker',
    'protocol',
    'wrangler.toml',
    'package-lock.json',
    ...KEEPER,
  ])
  const dir = await cached('worker', hash, (outDir) =>
    runTool([...WRANGLER, 'deploy', '--dry-run', '--outdir', outDir, '--assets', noAssets], signal),
  )
  return join(dir, 'index.js')
}

const KEEPER = ['planet/build/keep-deployed.ts', 'planet/build/deployed.ts']
/** Without the script before it, whose only work is to start Node once more. */
const WRANGLER = ['--no-warnings', '--import', `./${KEEPER[0]}`, 'node_modules/wrangler/wrangler-dist/cli.js']

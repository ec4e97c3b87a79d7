/** The Workers, built into a folder: what plain workerd is to run. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { readMesh } from '../../planet/build/mesh.ts'
import { buildWorker } from '../../planet/build/worker.ts'
import { BenchError } from '../bench-error.ts'
import { readCompatibility } from './compatibility.ts'
import { NEAR } from './origin.ts'
import { CF_HEADER } from './requests.ts'
import type { WorkerdSpec } from './workerd-config.ts'

export const WORKERS = ['gateway', 'pass-through', 'signed pass-through', 'wire by hand'] as const

export type BuiltWorkers = {
  readonly spec: WorkerdSpec
  /** Of the gateway's bundle: back to the sources. */
  readonly sourceMap: string
}

/**
 * The gateway with its deployed table of regions, but without what only a platform has: no KV, no Durable Objects, no
 * static files, no Analytics Engine.
 * @param signingKeys the gateway's, see protocol/signing-keys.ts.
 */
export async function buildWorkers(
  { dir, originPort, signingKeys }: { dir: string; originPort: number; signingKeys: string },
  signal: AbortSignal,
): Promise<BuiltWorkers> {
  const [bundle, mesh] = await Promise.all([buildWorker(signal), readMesh()])
  const near = mesh.config.regions.find(({ id }) => id === NEAR)
  if (near?.origin === undefined)
    throw new BenchError(`wrangler.toml has no region "${NEAR}" with an origin.`)
  const forwarding = { ORIGIN: near.origin, SECRET: signingKeys }
  copyFileSync(bundle, join(dir, 'gateway.js'))
  copyFileSync(join(import.meta.dirname, 'pass-through-worker.js'), join(dir, 'pass-through.js'))
  writeFileSync(join(dir, 'signed.js'), await bundled(join(import.meta.dirname, 'signed-worker.js')))
  writeFileSync(join(dir, 'wire.js'), await bundled(join(import.meta.dirname, 'wire-worker.js')))
  const [gateway, passThrough, signed, wire] = WORKERS
  return {
    spec: {
      workers: [
        { name: gateway, file: 'gateway.js', text: { SIGNING_KEYS: signingKeys }, json: { MESH: mesh.vars } },
        { name: passThrough, file: 'pass-through.js', text: forwarding, json: {} },
        { name: signed, file: 'signed.js', text: forwarding, json: {} },
        { name: wire, file: 'wire.js', text: forwarding, json: {} },
      ],
      ...readCompatibility(),
      ...{ cfHeader: CF_HEADER, originPort },
    },
    sourceMap: readFileSync(`${bundle}.map`, 'utf8'),
  }
}

async function bundled(entry: string): Promise<string> {
  const built = await build({
    ...{ configFile: false, root: PROJECT_DIR, logLevel: 'error' },
    // Plain workerd finds no packages.
    ssr: { noExternal: true },
    build: { ssr: entry, write: false, minify: false, target: 'esnext' },
  })
  const [chunk] = 'output' in built ? built.output : []
  if (chunk?.type !== 'chunk') throw new BenchError(`${entry} can't be bundled.`)
  return chunk.code
}

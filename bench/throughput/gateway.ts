/** Question: what does the gateway cost, against a Worker that only passes requests on? */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare'
import { unstable_readConfig as readConfig } from 'wrangler'
import { seededProducts } from '../../db/seed.ts'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { readMesh, withOrigins } from '../../planet/build/mesh.ts'
import { buildWorker } from '../../planet/build/worker.ts'
import { CITIES, cfOf } from '../../planet/cities.ts'
import { childrenOf } from '../../planet/process-table.ts'
import { BenchError } from '../bench-error.ts'
import { openLoad, rawRequest } from '../load/load.ts'
import { type Comparison, type Contender, compare } from './compare.ts'
import type { ThroughputOptions } from './run.ts'

/** What any gateway of Workers does at least: the same path and query at another origin, the body streamed. */
const PASS_THROUGH = `export default {
  fetch(request, env) {
    const url = new URL(request.url)
    return fetch(new Request(env.ORIGIN + url.pathname + url.search, request), { redirect: 'manual' })
  },
}`

export async function benchGateway({
  rounds,
  turnMs,
  onTurn,
  signal,
}: ThroughputOptions): Promise<Comparison> {
  await using stack = new AsyncDisposableStack()
  const load = openLoad()
  stack.defer(() => load.close())
  const origin = new Worker(new URL('./origin-thread.ts', import.meta.url), { name: 'origin' })
  stack.defer(async () => void (await origin.terminate()))
  const [port] = await once(origin, 'message')
  const { contenders, stop } = await openWorkers(`http://127.0.0.1:${port}`, signal)
  stack.defer(stop)
  const requests = clientRequests()
  return await compare({ load, ...contenders, requests: () => requests, rounds, turnMs, onTurn, signal })
}

/** Both Workers in one workerd, neither with static files: their router stands before any Worker alike. */
async function openWorkers(origin: string, signal: AbortSignal) {
  const [workerFile, mesh] = await Promise.all([buildWorker(signal), readMesh()])
  const deployed = readConfig({ config: `${PROJECT_DIR}/wrangler.toml` })
  const shared = {
    compatibilityDate: deployed.compatibility_date ?? '',
    compatibilityFlags: deployed.compatibility_flags,
    modules: true,
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  } satisfies Partial<V4WorkerOptions>
  const origins = Object.fromEntries(mesh.config.regions.map(({ id }) => [id, origin]))
  const bindings = {
    MESH: JSON.parse(JSON.stringify(withOrigins(mesh.vars, origins))),
    SIGNING_KEYS: `bench:${randomBytes(32).toString('base64')}`,
  }
  const before = childrenOf(process.pid)
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.NONE),
      workers: [
        { ...shared, name: 'gateway', scriptPath: workerFile, bindings },
        { ...shared, name: 'pass-through', script: PASS_THROUGH, bindings: { ORIGIN: origin } },
      ],
    }),
  )
  await miniflare.ready
  const pid = childrenOf(process.pid).find((child) => !before.includes(child)) ?? 0
  const contender = async (name: string): Promise<Contender> => {
    const url = await miniflare.unsafeGetDirectURL(name)
    return { name, port: Number(url.port), pid }
  }
  const contenders = { subject: await contender('gateway'), reference: await contender('pass-through') }
  return { contenders, stop: () => miniflare.dispose() }
}

/** As a client in Mumbai sends them, a product each. */
function clientRequests(): readonly Uint8Array[] {
  const city = CITIES.find(({ id }) => id === 'bom')
  if (!city) throw new BenchError('The planet has no city "bom".')
  const cf = JSON.stringify({ ...cfOf(city), clientAcceptEncoding: '' })
  const headers = new Headers({
    host: 'localhost',
    accept: 'application/json',
    'user-agent': 'nearside-bench',
    'cf-connecting-ip': '203.0.113.7',
    'mf-cf-blob': cf,
  })
  return seededProducts()
    .slice(0, 100)
    .map(({ id }) => rawRequest('GET', `/api/products/${id}`, headers))
}

/** Question: what do the region's middleware and data layer cost a one-row read? */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { seededProducts } from '../../db/seed.ts'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { freePorts } from '../../planet/ports.ts'
import { deriveBookmarkKey } from '../../protocol/bookmark.ts'
import { FORWARDED, INTENT, REGION, TRACEPARENT } from '../../protocol/headers.ts'
import { deriveRegionKey, type SigningKey, sign } from '../../protocol/signature.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { BenchError } from '../bench-error.ts'
import { openLoad, rawRequest } from '../load/load.ts'
import type { OwnPlanet } from '../planet/open.ts'
import { type Comparison, compare } from './compare.ts'
import type { ThroughputOptions } from './run.ts'

const AT = 'bom'

/** @param regions a running planet's, for their databases. */
export async function benchRegion(
  { rounds, turnMs, onTurn, signal }: ThroughputOptions,
  regions: OwnPlanet['regions'],
): Promise<Comparison> {
  await using stack = new AsyncDisposableStack()
  const load = openLoad()
  stack.defer(() => load.close())
  const secret = randomBytes(32)
  const key = deriveRegionKey(secret, 'bench', AT)
  const env = environment(regions, key, deriveBookmarkKey(secret, 'bench'))
  const [appPort = 0, barePort = 0] = await freePorts(2)
  const app = start('regional-app/main.ts', { ...env, PORT: String(appPort) })
  stack.defer(() => end(app))
  const bare = start('bench/throughput/bare-region.ts', { ...env, PORT: String(barePort) })
  stack.defer(() => end(bare))
  await Promise.all([answers(app, appPort, key), answers(bare, barePort, key)])
  return await compare({
    load,
    subject: { name: 'regional app', port: appPort, pid: app.pid ?? 0 },
    reference: { name: 'bare Hono', port: barePort, pid: bare.pid ?? 0 },
    requests: () => gatewayRequests(key),
    rounds,
    turnMs,
    onTurn,
    signal,
  })
}

/** What a deployment gives the app, logs included; the bare one reads what it needs of it. */
function environment(
  regions: OwnPlanet['regions'],
  key: SigningKey,
  bookmarkKey: SigningKey,
): Record<string, string> {
  const [home] = regions
  const near = regions.find(({ id }) => id === AT)
  if (!home || !near) throw new BenchError(`The planet has no region "${AT}".`)
  return {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    REGION: AT,
    HOST: '127.0.0.1',
    DATABASE_READ_URL: near.databaseUrl,
    DATABASE_WRITE_URL: home.databaseUrl,
    SIGNING_KEYS: formatSigningKey(key),
    BOOKMARK_KEYS: formatSigningKey(bookmarkKey),
  }
}

function start(script: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [join(PROJECT_DIR, script)], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

const READY_TIMEOUT_MS = 15_000

async function answers(child: ChildProcess, port: number, key: SigningKey): Promise<void> {
  const untilMs = performance.now() + READY_TIMEOUT_MS
  const [product] = seededProducts()
  const path = `/api/products/${product?.id}`
  while (performance.now() < untilMs && child.exitCode === null) {
    const url = `http://127.0.0.1:${port}${path}`
    const response = await fetch(url, { headers: signedHeaders(path, key) }).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new BenchError(`${child.spawnargs[1]} does not answer on port ${port}.`)
}

/** As the gateway sends them, a product each. */
function gatewayRequests(key: SigningKey): readonly Uint8Array[] {
  return seededProducts()
    .slice(0, 100)
    .map(({ id }) => {
      const path = `/api/products/${id}`
      return rawRequest('GET', path, signedHeaders(path, key))
    })
}

function signedHeaders(path: string, key: SigningKey): Headers {
  const headers = new Headers({
    host: `${AT}.region.example`,
    accept: 'application/json',
    'user-agent': 'nearside-bench',
    [FORWARDED]: 'for=203.0.113.7;host="nearside.example";proto=https',
    [TRACEPARENT]: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    [INTENT]: 'read',
    [REGION]: AT,
  })
  sign({ method: 'GET', url: `http://${headers.get('host')}${path}`, headers }, key, Date.now())
  return headers
}

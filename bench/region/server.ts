/** A contender's process: started fresh, asked until it answers, ended. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { seededProducts } from '../../db/seed.ts'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { freePorts } from '../../planet/ports.ts'
import { deriveBookmarkKey } from '../../protocol/bookmark.ts'
import { BOOKMARK } from '../../protocol/headers.ts'
import { deriveRegionKey, type SigningKey } from '../../protocol/signature.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { BenchError } from '../bench-error.ts'
import type { Database, Databases } from './databases.ts'
import type { Contender } from './kinds.ts'
import { AT, type Client, readHeaders } from './requests.ts'

export const SERVED = [
  'app',
  'bare Hono',
  "bare Hono over the region's reader",
  'Fastify',
] as const satisfies readonly Contender[]
export type Served = (typeof SERVED)[number]

export type ServerSpec = {
  readonly contender: Served
  /** For the bare one, see servers/bare-hono.ts. */
  readonly env?: Readonly<Record<string, string>>
  readonly nodeFlags?: readonly string[]
}

export type ServerOptions = ServerSpec & {
  readonly keys: Keys
  readonly databases: { readonly [Name in keyof Databases]: Pick<Database, 'url'> }
}

export type RunningServer = {
  readonly port: number
  readonly pid: number
  /** One whose bookmark the app has just given; the others give none, and ask for none. */
  readonly client: Client
  /** Resolves when it is gone. */
  stop(): Promise<void>
}

export type Keys = { readonly region: SigningKey; readonly bookmark: SigningKey }

export function makeKeys(): Keys {
  const secret = randomBytes(32)
  return { region: deriveRegionKey(secret, 'bench', AT), bookmark: deriveBookmarkKey(secret, 'bench') }
}

const SCRIPTS: Readonly<Record<Served, string>> = {
  app: 'regional-app/main.ts',
  'bare Hono': 'bench/region/servers/bare-hono.ts',
  "bare Hono over the region's reader": 'bench/region/servers/bare-hono-reader.ts',
  Fastify: 'bench/region/servers/fastify.ts',
}

export async function startContender(options: ServerOptions): Promise<RunningServer> {
  const { contender, keys, nodeFlags = [] } = options
  const [port = 0, metricsPort = 0] = await freePorts(2)
  const child = spawn(process.execPath, [...nodeFlags, join(PROJECT_DIR, SCRIPTS[contender])], {
    env: environment(options, port, metricsPort),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const stop = () => end(child)
  try {
    const bookmark = await firstAnswer(child, port, keys.region)
    return { port, pid: child.pid ?? 0, client: { key: keys.region, bookmark }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What a deployment gives the app, its metrics and logs included; the others take what they need of it. */
function environment(
  { keys, databases, env }: ServerOptions,
  port: number,
  metricsPort: number,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    REGION: AT,
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    DATABASE_READ_URL: databases.read.url,
    DATABASE_WRITE_URL: databases.write.url,
    SIGNING_KEYS: formatSigningKey(keys.region),
    BOOKMARK_KEYS: formatSigningKey(keys.bookmark),
    // No balancer stands before it that would have to notice first.
    DRAIN_GRACE_MS: '0',
    ...env,
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await exited
  clearTimeout(late)
}

const READY_TIMEOUT_MS = 15_000
const STOP_TIMEOUT_MS = 5_000

/** @returns the bookmark of its first good answer, or "". */
async function firstAnswer(child: ChildProcess, port: number, key: SigningKey): Promise<string> {
  const untilMs = performance.now() + READY_TIMEOUT_MS
  const path = `/api/products/${seededProducts()[0]?.id}`
  while (performance.now() < untilMs && child.exitCode === null && child.signalCode === null) {
    const headers = readHeaders(path, key, Date.now())
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers }).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.ok) return response.headers.get(BOOKMARK) ?? ''
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new BenchError(`${child.spawnargs.at(-1)} does not answer on port ${port}.`)
}

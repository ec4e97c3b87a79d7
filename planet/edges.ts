import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  convertV4MiniflareOptions,
  type Json,
  Log,
  LogLevel,
  Miniflare,
  type V4WorkerOptions,
} from 'miniflare'
import { type Deployed, deployedOf } from './build/deployed.ts'
import type { City } from './cities.ts'

export type EdgesOptions = {
  readonly cities: readonly City[]
  /** The bundled Worker, one ES module. */
  readonly workerFile: string
  /** The `MESH` binding of a city's edge. */
  readonly mesh: (cityId: string) => object
  /** The address, as `host:port`, behind each binding through which a city's edge reaches a region. */
  readonly services?: (cityId: string) => Readonly<Record<string, string>>
  readonly signingKeys: string
  /** `OPERATOR_TOKENS`; without it nobody may operate. */
  readonly operatorTokens?: string
  /** Stands in for the store that gateways read the overlay from, as its entrypoint `Overlay`: one ES module, or with its bindings. */
  readonly overlayWorker?: string | OverlayWorker
  /** Where KV and Durable Objects keep their data; without it they forget it when they are stopped. */
  readonly dataDir?: string
  /** The built site. */
  readonly assetsDir: string
  /** Where Miniflare keeps what it needs while it runs, and leaves it after a kill -9; the system's unless given. */
  readonly tempDir?: string
  /** Gets every line that a Worker or workerd itself prints; without it they are dropped. */
  readonly onLog?: (line: string) => void
}

/**
 * Runs the Worker in every city, each in an isolate of its own, all in one workerd, configured by `wrangler.toml`.
 * A city's edge listens on its own loopback port and takes `request.cf` from the header `MF-CF-Blob`.
 */
export async function openEdges(options: EdgesOptions): Promise<{
  ports: Readonly<Record<string, number>>
  stop(): Promise<void>
}> {
  const deployed = deployedOf(options.workerFile)
  const objects: Objects = deployed.options.durableObjects ?? {}
  const { operatorTokens, overlayWorker, dataDir } = options
  const host = options.cities[0]?.id
  const modules = modulesOf(options.workerFile)
  const edge = ({ id }: City): V4WorkerOptions => ({
    ...deployed.options,
    assets: { ...deployed.options.assets, directory: options.assetsDir },
    ...(id === host ? {} : { durableObjects: ofCity(host, objects) }),
    ...(overlayWorker === undefined ? {} : { kvNamespaces: {} }),
    name: id,
    ...modules,
    serviceBindings: {
      ...(overlayWorker === undefined ? {} : { OVERLAY: STAND_IN_ENTRY }),
      ...external(options.services?.(id) ?? {}),
      WITH_FILES: { name: id },
    },
    bindings: toJson({
      ...deployed.vars,
      MESH: options.mesh(id),
      SIGNING_KEYS: options.signingKeys,
      OPERATOR_TOKENS: operatorTokens,
      WORKER_FIRST: workerFirst(deployed),
    }),
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0, entrypoint: ENTRYPOINT }],
  })
  const config = convertV4MiniflareOptions({
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    handleStructuredLogs: ({ message }) => options.onLog?.(message),
    workers: [...options.cities.map(edge), ...(overlayWorker === undefined ? [] : [standIn(overlayWorker)])],
    ...(dataDir === undefined ? {} : { resourcePersistencePath: dataDir }),
  })
  const miniflare = withTempDir(options.tempDir ?? tmpdir(), () => new Miniflare(config))
  await miniflare.ready.catch(async (error) => {
    await miniflare.dispose().catch(() => undefined)
    throw error
  })
  const ports = options.cities.map(async ({ id }) => {
    const url = await miniflare.unsafeGetDirectURL(id, ENTRYPOINT)
    return [id, Number(url.port)] as const
  })
  return { ports: Object.fromEntries(await Promise.all(ports)), stop: () => miniflare.dispose() }
}

/**
 * Miniflare puts two Workers of its own before each one that has static files. No deployment has them where an app path
 * is asked, and they take a millisecond; before a named entrypoint there are none.
 */
const ENTRYPOINT = 'edge'

function modulesOf(workerFile: string) {
  const dir = dirname(workerFile)
  const edge = readFileSync(join(import.meta.dirname, 'edge-worker.js'), 'utf8')
  return {
    rootPath: dir,
    modulesRoot: dir,
    modules: [
      { type: 'ESModule' as const, path: join(dir, 'edge.js'), contents: edge },
      { type: 'ESModule' as const, path: join(dir, 'index.js'), contents: readFileSync(workerFile, 'utf8') },
    ],
  }
}

/**
 * @returns how the paths begin that are the Worker's for certain; of all others the Workers for static files decide.
 * None where some paths are taken out again: which of two patterns counts is theirs to say.
 */
export function workerFirst({ options: { assets } }: Pick<Deployed, 'options'>): readonly string[] {
  const { user_worker: first = [], asset_worker: last = [] } = assets?.routerConfig?.static_routing ?? {}
  if (last.length > 0) return []
  return first.flatMap((pattern: string) => /^(\/[^*]*\/)\*$/.exec(pattern)?.[1] ?? [])
}

/** Straight there: what Workers send to a URL goes through one more Worker of Miniflare's. */
function external(
  services: Readonly<Record<string, string>>,
): NonNullable<V4WorkerOptions['serviceBindings']> {
  const entries = Object.entries(services)
  return Object.fromEntries(entries.map(([name, address]) => [name, { external: { address, http: {} } }]))
}

/** One Durable Object for all cities, as in a deployment: that of one of them. */
function ofCity(id: string | undefined, objects: Objects): Objects {
  const shared = Object.entries(objects).map(([name, object]) => {
    const own = typeof object === 'string' ? { className: object } : object
    return [name, { ...own, scriptName: id }]
  })
  return Object.fromEntries(shared)
}

const STAND_IN = 'overlay'
const STAND_IN_ENTRY = { name: STAND_IN, entrypoint: 'Overlay' }

export type OverlayWorker = Pick<V4WorkerOptions, 'kvNamespaces' | 'serviceBindings'> & {
  readonly script: string
}

function standIn(worker: string | OverlayWorker): V4WorkerOptions {
  const options = typeof worker === 'string' ? { script: worker } : worker
  return { ...options, name: STAND_IN, modules: true }
}

type Objects = NonNullable<V4WorkerOptions['durableObjects']>

/** Miniflare has no option for its folder: it takes the system's when it is constructed. */
function withTempDir<T>(dir: string, work: () => T): T {
  const { TMPDIR } = process.env
  process.env.TMPDIR = dir
  try {
    return work()
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
}

function toJson(value: object): Record<string, Json> {
  return JSON.parse(JSON.stringify(value))
}

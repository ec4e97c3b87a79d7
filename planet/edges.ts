import { tmpdir } from 'node:os'
import { dirname, resolve } from 'node:path'
import {
  convertV4MiniflareOptions,
  type Json,
  Log,
  LogLevel,
  Miniflare,
  type V4WorkerOptions,
} from 'miniflare'
import {
  unstable_readConfig as readConfig,
  unstable_getMiniflareWorkerOptions as workerOptionsOf,
} from 'wrangler'
import type { City } from './cities.ts'
import { type OverlayStore, storeWorker, withStore } from './overlay-store.ts'

export type EdgesOptions = {
  readonly cities: readonly City[]
  /** The bundled Worker, one ES module. */
  readonly workerFile: string
  /** The `MESH` binding of a city's edge. */
  readonly mesh: (cityId: string) => object
  readonly signingKeys: string
  /** The Worker's secret of that name; without it nobody may operate. */
  readonly operatorTokens?: string
  /** What stands between the edges and the store of the overlay; without it they have none. */
  readonly overlayStore?: OverlayStore
  /** Where store and Durable Objects keep their data; without it they forget it when they are stopped. */
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
 * They share their store and their Durable Objects, which live with the first city.
 * A city's edge listens on its own loopback port and takes `request.cf` from the header `MF-CF-Blob`.
 */
export async function openEdges(options: EdgesOptions): Promise<{
  ports: Readonly<Record<string, number>>
  stop(): Promise<void>
}> {
  const { overlayStore, dataDir, operatorTokens } = options
  const { deployed, vars } = readDeployed(options.assetsDir)
  const [host] = options.cities
  const shared = {
    ...deployed,
    ...(host ? { durableObjects: hostedBy(host, deployed) } : {}),
    ...(overlayStore ? withStore(deployed) : {}),
  }
  const secrets = {
    SIGNING_KEYS: options.signingKeys,
    ...(operatorTokens === undefined ? {} : { OPERATOR_TOKENS: operatorTokens }),
  }
  const edge = ({ id }: City): V4WorkerOptions => ({
    ...shared,
    name: id,
    rootPath: dirname(options.workerFile),
    modules: true,
    scriptPath: options.workerFile,
    bindings: toJson({ ...vars, MESH: options.mesh(id), ...secrets }),
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  })
  const config = convertV4MiniflareOptions({
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    handleStructuredLogs: ({ message }) => options.onLog?.(message),
    workers: [...options.cities.map(edge), ...(overlayStore ? [storeWorker(overlayStore, deployed)] : [])],
    ...(dataDir === undefined ? {} : { resourcePersistencePath: dataDir }),
  })
  const miniflare = withTempDir(options.tempDir ?? tmpdir(), () => new Miniflare(config))
  await miniflare.ready.catch(async (error) => {
    await miniflare.dispose().catch(() => undefined)
    throw error
  })
  const ports = options.cities.map(async ({ id }) => {
    const url = await miniflare.unsafeGetDirectURL(id)
    return [id, Number(url.port)] as const
  })
  return {
    ports: Object.fromEntries(await Promise.all(ports)),
    async stop() {
      overlayStore?.clear()
      await miniflare.dispose()
    },
  }
}

/** What a deployment takes from `wrangler.toml`: compatibility date and flags, the routing of assets, variables. */
function readDeployed(assetsDir: string) {
  const config = readConfig({ config: WRANGLER_CONFIG })
  const overrides = { assets: { directory: assetsDir } }
  const { modulesRules, ...deployed } = workerOptionsOf(config, undefined, { overrides }).workerOptions
  return { deployed, vars: config.vars }
}

type Objects = NonNullable<V4WorkerOptions['durableObjects']>

/** One city has them all, where every Worker would have its own. */
function hostedBy({ id }: City, { durableObjects = {} }: { durableObjects?: Objects }): Objects {
  const hosted = Object.entries(durableObjects).map(([name, object]) => {
    const named = typeof object === 'string' ? { className: object } : object
    return [name, { ...named, scriptName: id }]
  })
  return Object.fromEntries(hosted)
}

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

const WRANGLER_CONFIG = resolve(import.meta.dirname, '../wrangler.toml')

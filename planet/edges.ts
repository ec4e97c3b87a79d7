import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import {
  convertV4MiniflareOptions,
  type Json,
  Log,
  LogLevel,
  Miniflare,
  type V4WorkerOptions,
} from 'miniflare'
import { deployedOf } from './build/deployed.ts'
import type { City } from './cities.ts'

export type EdgesOptions = {
  readonly cities: readonly City[]
  /** The bundled Worker, one ES module. */
  readonly workerFile: string
  /** The `MESH` binding of a city's edge. */
  readonly mesh: (cityId: string) => object
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
  const edge = ({ id }: City): V4WorkerOptions => ({
    ...deployed.options,
    assets: { ...deployed.options.assets, directory: options.assetsDir },
    ...(id === host ? {} : { durableObjects: ofCity(host, objects) }),
    ...(overlayWorker === undefined ? {} : OVERLAY_STANDS_IN),
    name: id,
    rootPath: dirname(options.workerFile),
    modules: true,
    scriptPath: options.workerFile,
    bindings: toJson({
      ...deployed.vars,
      MESH: options.mesh(id),
      SIGNING_KEYS: options.signingKeys,
      OPERATOR_TOKENS: operatorTokens,
    }),
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
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
    const url = await miniflare.unsafeGetDirectURL(id)
    return [id, Number(url.port)] as const
  })
  return { ports: Object.fromEntries(await Promise.all(ports)), stop: () => miniflare.dispose() }
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
const OVERLAY_STANDS_IN = {
  kvNamespaces: {},
  serviceBindings: { OVERLAY: { name: STAND_IN, entrypoint: 'Overlay' } },
}

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

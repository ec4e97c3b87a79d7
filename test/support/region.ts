import type { Hono } from 'hono'
import pino from 'pino'
import { connectWriterTo } from '../../db/connect.ts'
import { createFlights } from '../../db/flight.ts'
import { keep } from '../../db/keeper.ts'
import { createLineage } from '../../db/lineage.ts'
import { openServers } from '../../db/servers.ts'
import { deriveBookmarkKey } from '../../protocol/bookmark.ts'
import { type SigningKey, sign } from '../../protocol/signature.ts'
import { createApp } from '../../regional-app/app.ts'
import type { AppDeps, AppEnv } from '../../regional-app/env.ts'
import { until } from './database.ts'

export type TestRegion = {
  /** Sends a signed request; GET is tagged as a read, all else as a write, unless told otherwise. */
  request(path: string, init?: RequestOptions): Promise<Response>
  /** For a server of one's own. */
  readonly app: Hono<AppEnv>
  /** What the app has logged. */
  readonly logged: Record<string, unknown>[]
  setDraining(draining: boolean): void
  /** Settles when the region knows its own database. */
  ready(): Promise<void>
  close(): Promise<void>
}

export type RequestOptions = {
  readonly method?: string
  readonly intent?: 'read' | 'write'
  readonly json?: unknown
  readonly body?: string | ReadableStream
  readonly headers?: Readonly<Record<string, string>>
}

export type RegionOptions = {
  readonly id?: string
  /** Several for a region with several servers. */
  readonly readUrl: string | readonly string[]
  readonly writeUrl: string | readonly string[]
  readonly routes?: Hono<AppEnv>
  /** How long a write waits for a connection to the primary. */
  readonly acquireTimeoutMs?: number
  readonly observers?: AppDeps['observers']
}

export const TEST_BOOKMARK_KEY = deriveBookmarkKey(new Uint8Array(32).fill(9), 'test')
export const TEST_KEY: SigningKey = { id: 'test', secret: Buffer.alloc(32, 7) }

/** The app of one region, as main.ts puts it together, asked without a port. */
export function openTestRegion({
  id = 'bom',
  readUrl,
  writeUrl,
  routes,
  acquireTimeoutMs = 20_000,
  observers = [],
}: RegionOptions): TestRegion {
  const logged: Record<string, unknown>[] = []
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(JSON.parse(line)) })
  const lineage = createLineage()
  const servers = openServers({ urls: [readUrl].flat(), lineage, connections: 4 })
  const flights = createFlights({ urls: [writeUrl].flat(), lineage, connections: 4, acquireTimeoutMs })
  const writer = connectWriterTo(() => flights.primaryUrl, { connections: 2 })
  const keeper = keep({ flights })
  let draining = false
  const deps = {
    region: id,
    keys: new Map([[TEST_KEY.id, TEST_KEY]]),
    bookmarkKeys: [TEST_BOOKMARK_KEY] as const,
    servers,
    writer,
    flights,
    lineage,
    log,
    draining: () => draining,
    misTags: new Map(),
    observers,
    principalOf: (request: Request) => request.headers.get('x-principal') ?? '',
  }
  const app = createApp(deps, routes)
  return {
    app,
    logged,
    ready: () => until(() => servers.all.every(({ watcher }) => watcher.current.state !== 'unknown')),
    setDraining(now) {
      draining = now
    },
    async request(path, options = {}) {
      const { method = 'GET', json, body = json === undefined ? undefined : JSON.stringify(json) } = options
      const headers = signedHeaders(`http://${id}.test${path}`, id, TEST_KEY, {
        ...options,
        method,
        headers: {
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
      })
      return app.request(`http://${id}.test${path}`, {
        method,
        headers,
        ...(body ? { body, duplex: 'half' } : {}),
      })
    },
    async close() {
      keeper.close()
      await Promise.all([servers.close(), writer.close(), flights.close()])
    },
  }
}

/** @returns the headers that the gateway would send with such a request. */
export function signedHeaders(
  url: string,
  region: string,
  key: SigningKey,
  {
    method = 'GET',
    intent = method === 'GET' || method === 'HEAD' ? 'read' : 'write',
    headers: more,
  }: RequestOptions,
): Headers {
  const headers = new Headers({
    ...more,
    'nearside-intent': intent,
    'nearside-region': region,
    forwarded: 'for=192.0.2.1',
  })
  sign({ method, url, headers }, key, Date.now())
  return headers
}

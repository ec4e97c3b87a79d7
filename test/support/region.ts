import type { Hono } from 'hono'
import pino from 'pino'
import { connectReader, connectWriter } from '../../db/connect.ts'
import { createFlights } from '../../db/flight.ts'
import { watch } from '../../db/watch.ts'
import { type SigningKey, sign } from '../../protocol/signature.ts'
import { createApp } from '../../regional-app/app.ts'
import type { AppEnv } from '../../regional-app/env.ts'
import { until } from './database.ts'

export type TestRegion = {
  /** Sends a signed request; GET is tagged as a read, all else as a write, unless told otherwise. */
  request(path: string, init?: RequestOptions): Promise<Response>
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
  readonly readUrl: string
  readonly writeUrl: string
  readonly routes?: Hono<AppEnv>
  /** How long a write waits for a connection to the primary. */
  readonly acquireTimeoutMs?: number
}

export const TEST_KEY: SigningKey = { id: 'test', secret: Buffer.alloc(32, 7) }

/** The app of one region, as main.ts puts it together, asked without a port. */
export function openTestRegion({
  id = 'bom',
  readUrl,
  writeUrl,
  routes,
  acquireTimeoutMs = 20_000,
}: RegionOptions): TestRegion {
  const logged: Record<string, unknown>[] = []
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(JSON.parse(line)) })
  const reader = connectReader(readUrl, { connections: 4 })
  const writer = connectWriter(writeUrl, { connections: 2 })
  const flights = createFlights({ url: writeUrl, connections: 4, acquireTimeoutMs })
  const watcher = watch(readUrl)
  let draining = false
  const deps = {
    region: id,
    keys: new Map([[TEST_KEY.id, TEST_KEY]]),
    reader,
    writer,
    flights,
    watcher,
    log,
    draining: () => draining,
  }
  const app = createApp(deps, routes)
  return {
    logged,
    ready: () => until(() => watcher.current.state !== 'unknown'),
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
      await Promise.all([reader.close(), writer.close(), flights.close(), watcher.close()])
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

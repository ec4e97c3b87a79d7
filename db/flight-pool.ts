import { setTimeout as delay } from 'node:timers/promises'
import type { FlightConnection, FlightConnectionOptions } from './flight-connection.ts'
import type { PoolUse } from './pool-use.ts'
import { createPrimarySearch } from './primary-search.ts'

export type FlightPoolOptions = FlightConnectionOptions & {
  /** The servers that may be the primary; one URL where its name says so. */
  readonly urls: readonly string[]
  readonly connections: number
  /** Told of each attempt to connect that failed. */
  readonly onConnectError?: (error: unknown) => void
}

export type FlightPool = {
  /** The server that was last found to be the primary. */
  readonly primaryUrl: string | undefined
  /** Whether a connection to it is open. */
  readonly connected: boolean
  readonly use: PoolUse
  /** @returns a connection of one's own, or undefined where none was free in time. In the order of asking. */
  acquire(timeoutMs: number): Promise<FlightConnection | undefined>
  release(connection: FlightConnection): void
  /** Ends the idle connections; they are replaced. For when one of them has shown that their link is dead. */
  distrustIdle(): void
  /** Settles once every connection is warm, or `signal` aborts. */
  warm(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** How often servers that are not the known primary are asked whether there is a newer one. */
const SURVEY_MS = 15_000
const BACKOFF_FIRST_MS = 50
const BACKOFF_MOST_MS = 1_000

/**
 * Keeps `connections` warm connections. Each slot connects again by itself when its connection ends, off the path of
 * requests; nothing is recycled for its age, since a cold connection to a far primary costs seconds.
 */
export function createFlightPool({
  urls,
  connections,
  onConnectError,
  ...options
}: FlightPoolOptions): FlightPool {
  const search = createPrimarySearch(urls, options)
  const open = new Set<FlightConnection>()
  const idle: FlightConnection[] = []
  const waiting: ((connection: FlightConnection) => void)[] = []
  const warmed: (() => void)[] = []
  const closing = new AbortController()
  const slots = Array.from({ length: connections }, keepOpen)
  const surveys = setInterval(() => void search.survey(closing.signal), SURVEY_MS).unref()

  async function keepOpen(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; ) {
      const connection = await search.connect(closing.signal).catch((error: unknown) => {
        if (!closing.signal.aborted) onConnectError?.(error)
        return undefined
      })
      if (!connection) {
        await pause(failures++)
        continue
      }
      failures = 0
      open.add(connection)
      if (open.size === connections) for (const resolve of warmed.splice(0)) resolve()
      release(connection)
      if (closing.signal.aborted) connection.close()
      await connection.ended
      open.delete(connection)
      remove(idle, connection)
    }
  }

  // Whatever is open then is on an older one: an idle connection would end only when it is taken.
  options.lineage.onRise(() => {
    for (const connection of open) if (!connection.usable) connection.destroy()
  })

  /** Full jitter, so that many regions don't come back in step. */
  async function pause(failures: number): Promise<void> {
    const mostMs = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** failures)
    await delay(mostMs * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => {})
  }

  function release(connection: FlightConnection): void {
    if (!connection.usable) return
    const next = waiting.shift()
    if (next) next(connection)
    else idle.push(connection)
  }

  function acquire(timeoutMs: number): Promise<FlightConnection | undefined> {
    let free = idle.shift()
    while (free && !free.usable) free = idle.shift()
    if (free || closing.signal.aborted) return Promise.resolve(free)
    return new Promise((resolve) => {
      const take = (connection: FlightConnection) => {
        clearTimeout(timer)
        resolve(connection)
      }
      const timer = setTimeout(() => {
        remove(waiting, take)
        resolve(undefined)
      }, timeoutMs)
      waiting.push(take)
    })
  }

  return {
    get primaryUrl() {
      return search.url
    },
    get connected() {
      return open.size > 0
    },
    get use() {
      return {
        most: connections,
        inUse: open.size - idle.length,
        idle: idle.length,
        waiting: waiting.length,
      }
    },
    acquire,
    release,
    distrustIdle() {
      for (const connection of idle.splice(0)) connection.destroy()
    },
    warm(signal) {
      if (open.size === connections || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        warmed.push(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    },
    async close() {
      closing.abort()
      clearInterval(surveys)
      for (const connection of open) connection.close()
      await Promise.all(slots)
    },
  }
}

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item)
  if (index !== -1) list.splice(index, 1)
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { openInFlight } from '../db/in-flight.ts'

export type Drain = {
  readonly draining: () => boolean
  /** Begins the drain; settles when the last request is answered or the time is up. Again: the same drain. */
  start(): Promise<void>
}

export type DrainOptions = {
  readonly server: Server
  /** How long new requests are still taken. */
  readonly graceMs: number
  /** The most that the whole drain takes, its grace period included. */
  readonly timeoutMs: number
  readonly log: Logger
}

/**
 * Lets a server end without failing a request: requests under way finish, and each answer from now on closes its
 * connection, so that clients move on. For a grace period new ones are still taken: who learns late that this region
 * drains gets an answer and not a refused connection. Then the door shuts.
 */
export function prepareDrain({ server, graceMs, timeoutMs, log }: DrainOptions): Drain {
  const running = openInFlight<ServerResponse>()
  let drained: Promise<void> | undefined

  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    if (drained) response.shouldKeepAlive = false
    response.once('close', running.begin(response))
  })

  async function drain(): Promise<void> {
    log.info({ running: running.size, graceMs, timeoutMs }, 'draining')
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, timeoutMs)
    for (const response of running.all()) if (!response.headersSent) response.shouldKeepAlive = false
    await Promise.race([finish(), late])
    clearTimeout(timer)
    if (running.size > 0) log.warn({ running: running.size }, 'the drain ran out of time')
    server.closeAllConnections()
  }

  async function finish(): Promise<void> {
    await delay(graceMs)
    const shut = new Promise((resolve) => server.close(resolve))
    server.closeIdleConnections()
    await shut
  }

  return {
    draining: () => drained !== undefined,
    start() {
      drained ??= drain()
      return drained
    },
  }
}

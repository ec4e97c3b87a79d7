import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Logger } from 'pino'

export type Drain = {
  readonly draining: () => boolean
  /** Begins the drain; settles when the last request is answered or the time is up. Again: the same drain. */
  start(): Promise<void>
}

export type DrainOptions = { readonly server: Server; readonly timeoutMs: number; readonly log: Logger }

/**
 * Lets a server end without failing a request: requests under way finish, and each answer from now on closes its
 * connection, so that clients move on. New ones are still taken until then: who learns late that this region drains gets
 * an answer and not a refused connection.
 */
export function prepareDrain({ server, timeoutMs, log }: DrainOptions): Drain {
  const running = new Set<ServerResponse>()
  let drained: Promise<void> | undefined

  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    if (drained) response.shouldKeepAlive = false
    running.add(response)
    response.once('close', () => running.delete(response))
  })

  async function drain(): Promise<void> {
    log.info({ running: running.size, timeoutMs }, 'draining')
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, timeoutMs)
    for (const response of running) if (!response.headersSent) response.shouldKeepAlive = false
    await Promise.race([finish(), late])
    clearTimeout(timer)
    if (running.size > 0) log.warn({ running: running.size }, 'the drain ran out of time')
    server.closeAllConnections()
  }

  /** First those that run now, while new ones are taken; then the door shuts and the last ones finish. */
  async function finish(): Promise<void> {
    await Promise.all([...running].map(closed))
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

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve))
}

import { createServer, type Server, type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'

export type MetricsListenerOptions = {
  readonly registry: Registry
  readonly port: number
  readonly host: string
  readonly onListening: (address: ReturnType<Server['address']>) => void
  /** The region goes on without it. */
  readonly onError: (error: unknown) => void
}

/** Answers `GET /metrics` and nothing else, on a port of its own: what it tells is not for clients. */
export function listenForMetrics({
  registry,
  port,
  host,
  onListening,
  onError,
}: MetricsListenerOptions): Server {
  const server = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?')
    if (path !== '/metrics') return end(response, 404)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return end(response, 405, { allow: 'GET, HEAD' })
    registry.metrics().then(
      (text) => end(response, 200, { 'content-type': registry.contentType }, text),
      (error: unknown) => {
        onError(error)
        end(response, 500)
      },
    )
  })
  server.on('error', onError)
  server.listen(port, host, () => onListening(server.address()))
  return server
}

function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  text = '',
): void {
  response.writeHead(status, { 'cache-control': 'no-store', ...headers }).end(text)
}

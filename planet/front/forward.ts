import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Duplex, pipeline } from 'node:stream'
import { resetNow } from '../reset.ts'
import { clientResponseHeaders } from './headers.ts'
import { abortUpstream, type Edge, openUpstream } from './upstream.ts'

/** Passes a request on to an edge, and the answer back; both stream. */
export function forward(request: IncomingMessage, response: ServerResponse, edge: Edge): void {
  const upstream = openUpstream(request, edge, framing(request))
  upstream.on('response', (answer) => respond(response, answer))
  // A way to the edge that breaks is the client's own connection breaking: passed on, not explained.
  upstream.on('error', () => {
    if (!response.headersSent) resetNow(request.socket)
  })
  response.on('close', () => {
    if (!response.writableFinished) abortUpstream(upstream)
  })
  // The edge hears of the request before its body comes.
  upstream.flushHeaders()
  request.pipe(upstream)
  // An answer may come before the request has ended; the rest is read all the same, else the client never gets on.
  response.on('finish', () => request.unpipe().resume())
}

/** Passes a WebSocket handshake on; once the edge accepts it, bytes go both ways until an end closes. */
export function forwardUpgrade(
  request: IncomingMessage,
  response: ServerResponse,
  head: Buffer,
  edge: Edge,
): void {
  const client = request.socket
  const upstream = openUpstream(request, edge, UPGRADE)
  const abort = () => abortUpstream(upstream)
  client.once('close', abort)
  upstream.on('upgrade', (answer, far, farHead) => {
    client.off('close', abort)
    response.detachSocket(client)
    client.write(Buffer.concat([handshake(answer), farHead]))
    far.write(head)
    join(client, far)
    join(far, client)
  })
  upstream.on('response', (answer) => respond(response, answer))
  upstream.on('error', () => resetNow(client))
  upstream.end()
}

const UPGRADE = ['Connection', 'Upgrade', 'Upgrade', 'websocket']

/** The head leaves at once, so that a client sees the beginning of a stream whose first byte is yet to come. */
function respond(response: ServerResponse, answer: IncomingMessage): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, clientResponseHeaders(answer.rawHeaders))
  response.flushHeaders()
  pipeline(answer, response, () => undefined)
}

/** A body is framed as it came; a request without one says so, where Node would announce chunks. */
function framing(request: IncomingMessage): readonly string[] {
  if (request.headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked']
  if (request.headers['content-length'] !== undefined || BODILESS.has(request.method ?? '')) return []
  return ['Content-Length', '0']
}

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'])

function handshake({ statusCode, statusMessage, rawHeaders }: IncomingMessage): Buffer {
  const lines = rawHeaders.flatMap((name, index) => (index % 2 ? [] : [`${name}: ${rawHeaders[index + 1]}`]))
  return Buffer.from([`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, '', ''].join('\r\n'), 'latin1')
}

/** Half-closes pass with the bytes; an end that dies takes the other with it. */
function join(from: Duplex, to: Duplex): void {
  from.on('error', () => undefined)
  from.on('close', () => {
    if (!to.writableEnded) to.destroy()
  })
  from.pipe(to)
}

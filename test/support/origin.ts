import { createHash } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  DATA,
  formatReplay,
  POSITION,
  REGION,
  REPLAY,
  type ReplayReason,
  SERVER_TIMING,
} from '../../protocol/headers.ts'
import { formatStanding, type Standing } from '../../protocol/position.ts'
import { deriveRegionKey, verify } from '../../protocol/signature.ts'

/** What the test gateway signs with. */
export const TEST_KEY_ID = 'test'
export const TEST_SECRET = new Uint8Array(32).fill(1)

export type Origin = {
  readonly id: string
  readonly port: number
  /** While true, `/api/failing/break` and `?breaks=<this one's id>` break off, and `/api/failing/*` says 503. */
  failing: boolean
  /** How much later it answers than it could, in milliseconds, and whether it says that it worked so long. */
  delayMs: number
  tellsDelay: boolean
  /** How many requests that it had not answered yet were closed by the other side. */
  closedEarly(): number
  /** Every request that arrived: `GET /api/echo`. */
  readonly requests: string[]
  /** The headers of each of them. */
  readonly headers: IncomingHttpHeaders[]
  /** What it says of its own data with every answer; `/api/asks/:reason` asks for a replay unless this is a primary. */
  standing: Standing | undefined
  /** Sends one event to every open event stream. */
  emit(data: string): void
  /** How much of the last `/api/download` has been taken from here. */
  readonly passed: { downloadBytes: number }
  /** How many uploads to `/api/upload` broke off before their end. */
  brokenUploads(): number
  /** How each request has ended: `GET /api/echo answered`, or `GET /api/hang closed` by the other side. */
  readonly ended: string[]
  close(): Promise<void>
}

/** A region's app that behaves as the path asks, to see what a gateway does to messages. */
export async function openOrigin(id: string): Promise<Origin> {
  const requests: string[] = []
  const headers: IncomingHttpHeaders[] = []
  const ended: string[] = []
  const streams = new Set<ServerResponse>()
  let brokenUploads = 0
  let closedEarly = 0
  const passed = { downloadBytes: 0 }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://origin')
    requests.push(`${request.method} ${request.url}`)
    headers.push(request.headers)
    if (origin.standing) response.setHeader(POSITION, formatStanding(origin.standing))
    response.once('close', () => {
      ended.push(`${request.method} ${request.url} ${response.writableFinished ? 'answered' : 'closed'}`)
    })
    response.setHeader(REGION, id)
    response.setHeader(DATA, 'local')
    const { delayMs } = origin
    response.setHeader(SERVER_TIMING, `app;dur=${origin.tellsDelay ? delayMs + 0.5 : 0.5}`)
    if (url.pathname === '/api/events') streams.add(response)
    if (url.pathname === '/api/upload') request.once('aborted', () => brokenUploads++)
    const breaks = url.pathname === '/api/failing/break' || url.searchParams.has('breaks', id)
    const respond = () => {
      if (origin.failing && breaks) request.socket.destroy()
      else if (origin.failing && url.pathname.startsWith('/api/failing/')) response.writeHead(503).end()
      else if (url.pathname.startsWith('/api/asks/')) ask(origin, url, request, response)
      else if (url.pathname.startsWith('/api/verified/')) answerVerified(id, request, response)
      else answer(id, url, request, response, passed)
    }
    if (delayMs === 0) return respond()
    const waiting = setTimeout(respond, delayMs)
    response.once('close', () => {
      if (!response.headersSent) closedEarly++
      clearTimeout(waiting)
    })
  })
  server.on('upgrade', (request, socket) => acceptWebSocket(origin.standing, request, socket))
  const port = await listen(server)
  const origin: Origin = {
    id,
    port,
    failing: false,
    delayMs: 0,
    tellsDelay: false,
    passed,
    requests,
    headers,
    ended,
    standing: undefined,
    emit(data) {
      for (const stream of streams) stream.write(`data: ${data}\n\n`)
    },
    brokenUploads: () => brokenUploads,
    closedEarly: () => closedEarly,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return origin
}

function answer(
  id: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  passed: Origin['passed'],
): void {
  const status = Number(/^\/api\/status\/(\d+)$/.exec(url.pathname)?.[1])
  if (status) {
    response
      .writeHead(status, { 'retry-after': '7', 'content-type': 'text/plain' })
      .end(status === 204 ? undefined : id)
    return
  }
  switch (url.pathname) {
    case '/readyz':
      response.end('ok')
      return
    case '/api/with':
      for (const [name, value] of url.searchParams) response.appendHeader(name, value)
      response.end('ok')
      return
    case '/api/cookies':
      response.setHeader('set-cookie', ['a=1; Path=/', 'b=2; Path=/; HttpOnly'])
      response.end('ok')
      return
    case '/api/redirect':
      response.writeHead(302, { location: 'https://elsewhere.example/' }).end()
      return
    case '/api/download':
      download(Number(url.searchParams.get('bytes')), response, passed)
      return
    case '/api/upload':
    case '/api/near/upload':
      upload(request, response)
      return
    case '/api/events':
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      return
    case '/api/etag':
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304, { etag: '"v1"' }).end()
      else response.writeHead(200, { etag: '"v1"' }).end('body')
      return
    case '/api/range':
      response.writeHead(206, { 'content-range': 'bytes 0-1/4' }).end('bo')
      return
    case '/api/hang':
      return
    case '/api/break':
    case '/api/once/break':
      request.socket.destroy()
      return
    case '/api/replay':
      request.resume()
      if (id === 'iad') request.once('end', () => echo(id, request, response))
      else response.writeHead(421, { [REPLAY]: formatReplay('interactive') }).end()
      return
    case '/api/near/early':
      answerEarly(request, response)
      return
    case '/api/near/odd-replay':
      response.setHeader(REPLAY, 'elsewhere').end()
      return
    case '/api/near/replay':
    case '/api/replay-for-ever':
      request.resume()
      response.writeHead(421, { [REPLAY]: formatReplay('interactive') }).end()
      return
    default:
      echo(id, request, response)
  }
}

/** A read of a replica that lacks something, or a write beside the primary: answered by the primary alone. */
function ask({ id, standing }: Origin, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const reason = url.pathname.split('/').at(-1) as ReplayReason
  request.resume()
  // Who prefers nothing gets what there is.
  const isEnough = reason === 'stale' && request.headers.prefer === undefined
  if (standing?.role === 'primary' || isEnough) request.once('end', () => echo(id, request, response))
  else response.writeHead(421, { [REPLAY]: formatReplay(reason) }).end()
}

/** Begins its answer before the request has ended, and goes on as long as somebody listens. */
function answerEarly(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  response.writeHead(200).flushHeaders()
  const ticking = setInterval(() => response.write('tick\n'), 50)
  response.once('close', () => clearInterval(ticking))
}

/** 200 where the gateway's signature holds for what arrived, 401 where it doesn't. */
function answerVerified(id: string, request: IncomingMessage, response: ServerResponse): void {
  const headers = new Headers(request.headers as Record<string, string>)
  const message = {
    method: request.method ?? '',
    url: `http://${request.headers.host}${request.url}`,
    headers,
  }
  const key = deriveRegionKey(TEST_SECRET, TEST_KEY_ID, id)
  response.writeHead(verify(message, new Map([[key.id, key]]), id, Date.now()).ok ? 200 : 401).end()
}

function echo(id: string, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ id, method: request.method, url: request.url, headers: request.headers }))
}

/** Sends so many bytes no faster than they are taken. */
function download(bytes: number, response: ServerResponse, passed: Origin['passed']): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes })
  const chunk = Buffer.alloc(65_536, 'nearside')
  let left = bytes
  passed.downloadBytes = 0
  const send = () => {
    while (left > 0) {
      const part = chunk.subarray(0, Math.min(left, chunk.length))
      left -= part.length
      passed.downloadBytes += part.length
      if (!response.write(part)) {
        response.once('drain', send)
        return
      }
    }
    response.end()
  }
  send()
}

function upload(request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash('sha256')
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    hash.update(chunk)
  })
  request.on('end', () => {
    const framing = request.headers['content-length'] === undefined ? 'chunked' : 'length'
    response.end(JSON.stringify({ bytes, sha256: hash.digest('hex'), framing }))
  })
}

/** A WebSocket server that sends back each short text frame (https://www.rfc-editor.org/rfc/rfc6455). */
function acceptWebSocket(standing: Standing | undefined, request: IncomingMessage, socket: Duplex): void {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  // As the region's app does with every answer.
  const position = standing ? `${POSITION}: ${formatStanding(standing)}\r\n` : ''
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${position}Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  socket.on('error', () => socket.destroy())
  socket.on('end', () => socket.end())
  socket.on('data', (frame: Buffer) => {
    const opcode = (frame[0] ?? 0) & 0x0f
    const length = (frame[1] ?? 0) & 0x7f
    if (opcode === 8) {
      socket.end(Buffer.from([0x88, 0]))
      return
    }
    const mask = frame.subarray(2, 6)
    const payload = frame.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
    socket.write(Buffer.concat([Buffer.from([0x81, length]), payload]))
  })
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** The planet's one public port: it places each client in a city and carries its requests to that city's edge. */
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { CITIES } from './cities.ts'
import { answerProblem } from './front/answer.ts'
import { control, isControl, type PlanetApi } from './front/control.ts'
import { forward, forwardUpgrade } from './front/forward.ts'
import { VANTAGE_HEADER } from './front/headers.ts'
import { listenOnLoopback } from './front/listen.ts'
import type { Edge } from './front/upstream.ts'
import { isHost, vantageOf } from './front/vantage.ts'

export type FrontOptions = {
  /** 0 for any free one. */
  readonly port: number
  /** By city: the port of the link from its clients to its edge. */
  readonly edges: Readonly<Record<string, number>>
  readonly api: PlanetApi
}

/** Rejects with the system's error where the port can't be had (`EADDRINUSE`). */
export async function openFront({ port, edges, api }: FrontOptions): Promise<{
  port: number
  close(): Promise<void>
}> {
  const servers = [openServer(), openServer()] as const
  const upgraded = new Set<Duplex>()

  function openServer(): Server {
    const server = createServer({
      requestTimeout: 0,
      headersTimeout: HEADERS_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      shouldUpgradeCallback,
    })
    server.on('request', (request, response) => {
      if (isControl(request.url ?? '')) return void control(api, request, response)
      const edge = edgeFor(request, response)
      if (edge) forward(request, response, edge)
    })
    server.on('upgrade', (request, socket, head) => {
      upgraded.add(socket)
      socket.on('close', () => upgraded.delete(socket))
      socket.on('error', () => undefined)
      const response = responseOn(request)
      const edge = edgeFor(request, response)
      if (edge) forwardUpgrade(request, response, head, edge)
    })
    return server
  }

  /** Answers 400 and returns nothing where the request's Host is none, or it names a city that isn't there. */
  function edgeFor(request: IncomingMessage, response: ServerResponse): Edge | undefined {
    if (!isHost(request.headers.host)) {
      answerProblem(response, { status: 400, title: 'Bad Host', detail: 'expected a name or an address' })
      return undefined
    }
    const header = request.headers[VANTAGE_HEADER]
    const asked = vantageOf(request.headers.host, Array.isArray(header) ? header[0] : header)
    const city = CITIES.find(({ id }) => id === asked)
    const edgePort = edges[asked]
    if (city && edgePort !== undefined) return { city, port: edgePort }
    const cities = Object.keys(edges)
    const detail = `no city is known as "${asked}", expected one of ${cities.join(', ')}`
    answerProblem(response, {
      status: 400,
      title: 'Unknown city',
      slug: 'unknown-city',
      detail,
      extra: { cities },
    })
    return undefined
  }

  return {
    port: await listenOnLoopback(...servers, port),
    async close() {
      for (const socket of upgraded) socket.destroy()
      await Promise.all(servers.map(closeServer))
    },
  }
}

const KEEP_ALIVE_MS = 60_000
const HEADERS_MS = 15_000

/** Any other protocol that a client offers to upgrade to is left unused, as HTTP allows. */
function shouldUpgradeCallback(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket'
}

/** A response for an upgrade that is answered in HTTP after all; the connection ends with it. */
function responseOn(request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request)
  response.assignSocket(request.socket)
  response.shouldKeepAlive = false
  response.on('finish', () => request.socket.end())
  return response
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}

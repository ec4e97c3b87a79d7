import { Agent, type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http'
import type { NetConnectOpts, Socket } from 'node:net'
import { type City, cfOf } from '../cities.ts'
import { PatientSocket } from '../patient-socket.ts'
import { resetNow } from '../reset.ts'
import { edgeRequestHeaders } from './headers.ts'

/** An edge and the loopback port of the way to it. */
export type Edge = { readonly city: City; readonly port: number }

/** Opens the request to the edge. @param hop the headers of this hop alone, raw. */
export function openUpstream(request: IncomingMessage, edge: Edge, hop: readonly string[]): ClientRequest {
  const said = { clientAddress: request.socket.remoteAddress ?? '127.0.0.1', cf: cfOf(edge.city) }
  const host = request.headers.host === undefined ? ['Host', 'localhost'] : []
  return openRequest({
    host: '127.0.0.1',
    port: edge.port,
    method: request.method,
    path: request.url,
    agent: agentOf(request.socket),
    headers: [...host, ...edgeRequestHeaders(request.rawHeaders, said), ...hop],
  })
}

/** A reset rather than a close: the edge notices it while it has nothing to send. */
export function abortUpstream(upstream: ClientRequest): void {
  if (upstream.socket) resetNow(upstream.socket)
  upstream.destroy()
}

/** Shorter than the 5 s after which workerd closes an idle connection, so that no request meets a closing one. */
const IDLE_MS = 3000

const agents = new WeakMap<Socket, Agent>()

/** A client's connection is a connection all the way: a new one pays its handshake to the edge, a kept one doesn't. */
function agentOf(client: Socket): Agent {
  const known = agents.get(client)
  if (known) return known
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: IDLE_MS })
  agent.createConnection = (options: NetConnectOpts) => new PatientSocket().setNoDelay(true).connect(options)
  agents.set(client, agent)
  client.once('close', () => agent.destroy())
  return agent
}

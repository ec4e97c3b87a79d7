/** An HTTP client for timing: one warm connection, one request at a time. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
  /** From the request's first byte out to the answer's last byte in. */
  readonly ms: number
}

export type RequestInit = {
  readonly method?: string
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Client = {
  /** @throws Error where no whole answer came within 15 s. */
  send(path: string, init?: RequestInit): Promise<Answer>
  close(): void
}

const TIMEOUT_MS = 15_000

/** @param headers sent with every request. */
export function openClient(origin: URL, headers: Readonly<Record<string, string>> = {}): Client {
  const secure = origin.protocol === 'https:'
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 })
  const request = secure ? httpsRequest : httpRequest

  async function send(
    path: string,
    { method = 'GET', json, headers: more }: RequestInit = {},
  ): Promise<Answer> {
    const payload = json === undefined ? undefined : Buffer.from(JSON.stringify(json))
    const outgoing = request(new URL(path, origin), {
      agent,
      method,
      headers: {
        ...headers,
        ...more,
        ...(payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const startMs = performance.now()
    outgoing.end(payload)
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve)
      outgoing.once('error', reject)
    })
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const ms = performance.now() - startMs
    return { status: incoming.statusCode ?? 0, headers: headersOf(incoming), body: Buffer.concat(chunks), ms }
  }

  return { send, close: () => agent.destroy() }
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  return headers
}

/** Small HTTP ends for tests: a raw client, and a server on a free port. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'

export type Answer = {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export type Ask = {
  readonly method?: string
  readonly path?: string
  readonly host?: string
  readonly address?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** One request on a connection of its own, with the Host that is asked for, which `fetch` does not allow. */
export async function ask(
  port: number,
  { body, host, address, headers, ...rest }: Ask = {},
): Promise<Answer> {
  const outgoing = request({
    host: address ?? '127.0.0.1',
    port,
    agent: false,
    ...rest,
    headers: { host: host ?? `localhost:${port}`, ...headers },
  })
  outgoing.end(body)
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    rawHeaders: answer.rawHeaders,
    body: Buffer.concat(chunks).toString(),
  }
}

export type Site = { readonly port: number; readonly server: Server; close(): Promise<void> }

export async function site(
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Site> {
  const server = createServer(onRequest)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the site listens on no port')
  return {
    port: address.port,
    server,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

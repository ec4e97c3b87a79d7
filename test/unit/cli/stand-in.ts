/** A gateway that answers as the contract in protocol/operators says, and the command as a process beside it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}
type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly json?: unknown }
/** By `METHOD /path`, without the query. */
export type Routes = Readonly<Record<string, (asked: Asked) => Answer>>

export const TOKEN = 'a-token-of-a-test-0123456789abcdef'

export type StandIn = AsyncDisposable & { readonly url: string; readonly asked: readonly Asked[] }

export async function standIn(routes: Routes): Promise<StandIn> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const sent = await text(request)
    const { method = '', url = '', headers } = request
    const one = { method, path: url, headers, body: sent ? JSON.parse(sent) : undefined }
    asked.push(one)
    const route = routes[`${method} ${url.split('?')[0]}`]
    const { status = 200, headers: extra = {}, json } = route?.(one) ?? problem(404, 'Not found')
    response.writeHead(status, { 'content-type': 'application/json', ...extra })
    response.end(JSON.stringify(json))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export function problem(status: number, title: string, more: object = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    json: { type: 'about:blank', title, status, ...more },
  }
}

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string }
type Run = { readonly env?: Record<string, string>; readonly stdin?: string; readonly interruptAt?: RegExp }

/** Runs the command. Its token is in the environment unless the caller says otherwise. */
export async function nearside(args: readonly string[], { env, stdin, interruptAt }: Run = {}): Promise<Ran> {
  const { NEARSIDE_TOKEN: _, NEARSIDE_URL: __, NO_COLOR: ___, ...inherited } = process.env
  const child = spawn(process.execPath, ['cli/main.ts', ...args], {
    env: { ...inherited, NEARSIDE_TOKEN: TOKEN, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(stdin ?? '')
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk
    if (interruptAt?.test(errors)) child.kill('SIGINT')
  })
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code, stdout, stderr: errors }
}

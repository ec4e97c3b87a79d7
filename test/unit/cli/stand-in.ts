/** A gateway that answers as the contract in protocol/operators says, and the command as a process beside it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { vi } from 'vitest'
import { run } from '../../../cli/run.ts'

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
type Settings = { readonly env?: Record<string, string> }
type ProcessSettings = Settings & { readonly stdin?: string; readonly interruptAt?: RegExp }

/** With a token, and without what this machine may have set. */
const ENV = { NEARSIDE_TOKEN: TOKEN, NEARSIDE_URL: undefined, NO_COLOR: undefined }

/** Runs the command in this process, which is quicker; one at a time. */
export async function nearside(args: readonly string[], { env }: Settings = {}): Promise<Ran> {
  for (const [name, value] of Object.entries({ ...ENV, ...env })) vi.stubEnv(name, value)
  const written = { stdout: '', stderr: '' }
  const into = (name: keyof typeof written) => (chunk: unknown) => {
    written[name] += String(chunk)
    return true
  }
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((line) => void into('stdout')(`${line}\n`)),
    vi.spyOn(console, 'error').mockImplementation((line) => void into('stderr')(`${line}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation(into('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('stderr')),
  ]
  try {
    return { code: await run(args), ...written }
  } finally {
    for (const spy of spies) spy.mockRestore()
    vi.unstubAllEnvs()
  }
}

/** Runs the command as people do. */
export async function nearsideProcess(
  args: readonly string[],
  { env, stdin, interruptAt }: ProcessSettings = {},
): Promise<Ran> {
  const child = spawn(process.execPath, ['cli/main.ts', ...args], {
    env: { ...process.env, ...ENV, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(stdin ?? '')
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
    if (interruptAt?.test(stderr)) child.kill('SIGINT')
  })
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code, stdout, stderr }
}

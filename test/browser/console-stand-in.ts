/** The built site and a small operators' API in memory, so that the console can be tested without a planet. */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { PROBLEM_MEDIA_TYPE, problemBody } from '../../protocol/problem.ts'
import { createMesh, type Mesh } from './console-mesh.ts'

export type StandIn = {
  readonly url: string
  readonly mesh: Mesh
  /** What it does with each call of the API. */
  mode: 'well' | 'silent' | 'limited' | 'open' | 'alone' | 'unseen'
  stop(): Promise<void>
}

export const TOKEN = 'a-token-of-the-tests-with-32-letters'

/** @param siteDir of the built site; its `_headers` is served with every file. */
export async function startStandIn(siteDir: string, mesh = createMesh()): Promise<StandIn> {
  const policy = headersOf(readFileSync(join(siteDir, '_headers'), 'utf8'))
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    if (path.startsWith('/_nearside/')) void api(standIn, path, request, response)
    else file(siteDir, path, policy, response)
  })
  const standIn: StandIn = {
    url: await new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      ),
    ),
    mesh,
    mode: 'well',
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return standIn
}

async function api(
  { mode, mesh }: StandIn,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const problem = (status: number, title: string, extra: Readonly<Record<string, unknown>> = {}) => {
    response.writeHead(status, {
      'content-type': PROBLEM_MEDIA_TYPE,
      ...(status === 429 ? { 'retry-after': '40' } : {}),
    })
    response.end(problemBody({ status, title, extra }))
  }
  const json = (body: unknown, etag?: string) => {
    response.writeHead(200, { 'content-type': 'application/json', ...(etag ? { etag } : {}) })
    response.end(JSON.stringify(body))
  }
  const body: unknown = request.method === 'POST' ? JSON.parse(await textOf(request)) : undefined
  if (mode === 'silent') return request.socket.destroy()
  if (mode === 'limited') return problem(429, 'Too many attempts')
  if (mode !== 'open' && request.headers.authorization !== `Bearer ${TOKEN}`) {
    return problem(401, 'Not authorised')
  }
  switch (path) {
    case '/_nearside/world':
      if (mode === 'unseen') return problem(503, 'The observatory does not answer')
      return json({ ...mesh.world(Date.now()), ...(mode === 'alone' ? { views: [], receipts: [] } : {}) })
    case '/_nearside/status':
      return json(mesh.world(Date.now()).views[0])
    case '/_nearside/overlay': {
      const etag = `"${mesh.overlay().revision}"`
      if (request.headers['if-none-match'] !== etag) return json(mesh.overlay(), etag)
      response.writeHead(304, { etag })
      return response.end()
    }
    case '/_nearside/history':
      return json(mesh.history())
    case '/_nearside/changes': {
      const answer = mesh.change(body as Parameters<Mesh['change']>[0], 'tests', Date.now())
      if (answer.kind === 'stale') return problem(412, 'Changed meanwhile')
      if (answer.kind === 'unsafe') return problem(409, 'Unsafe', { findings: answer.findings })
      return json(answer.answer)
    }
    case '/_nearside/whatif':
      return json(mesh.whatIf(body as Parameters<Mesh['whatIf']>[0], Date.now()))
    default:
      return problem(404, 'Not found')
  }
}

function file(
  siteDir: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  response: ServerResponse,
) {
  const name = normalize(path.endsWith('/') ? `${path}index.html` : path)
  try {
    const content = readFileSync(join(siteDir, name))
    response.writeHead(200, { ...headers, 'content-type': TYPES[extname(name)] ?? 'text/plain' })
    response.end(content)
  } catch {
    response.writeHead(404, headers).end()
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** The headers of the rule for all files. */
function headersOf(rules: string): Record<string, string> {
  const all = rules.split(/\n(?=\S)/).find((rule) => rule.startsWith('/*')) ?? ''
  return Object.fromEntries([...all.matchAll(/^ +([\w-]+): (.*)$/gm)].map(([, name, value]) => [name, value]))
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

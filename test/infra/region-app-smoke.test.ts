import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { INFRA_DIR } from '../../infra/check/matrix.ts'
import { type SigningKey, verify } from '../../protocol/signature.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'

const KEY: SigningKey = { id: 'key-1', secret: Buffer.alloc(32, 7) }
const open: Server[] = []

afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

it('I43 the smoke test passes where every release that runs answers, whichever is the active one', async () => {
  const services = [await serve({ release: '0.2.0' }), await serve({ release: '0.1.0' })]
  expect(await smoke(services, '0.1.0,0.2.0')).toEqual([0, 'every release answers and is ready'])
})

it('I44 the smoke test waits for a Service that still leads to the other slot', async () => {
  let isLate = true
  const late = await serve({
    get release() {
      const now = isLate ? '0.1.0' : '0.2.0'
      isLate = false
      return now
    },
  })
  expect(await smoke([late, await serve({ release: '0.1.0' })], '0.1.0,0.2.0', 5_000)).toEqual([
    0,
    'every release answers and is ready',
  ])
})

it.each([
  ['does not answer', { release: '0.1.0' }, '0.1.0,0.2.0', 'no Service answers with the release 0.2.0'],
  ['is another one', { release: '0.3.0' }, '0.1.0', 'expected the release 0.1.0, found 0.3.0'],
  ['is not told', {}, '0.1.0', 'expected the release 0.1.0, found undefined'],
  ['is not ready', { release: '0.1.0', status: 503 }, '0.1.0', '/readyz: expected 200, found 503'],
  [
    'answers who has not signed',
    { release: '0.1.0', open: true },
    '0.1.0',
    'expected 401 without a signature',
  ],
])('I45 the smoke test fails, and says why, where a release %s', async (_, app, releases, why) => {
  expect(await smoke([await serve(app)], releases)).toEqual([1, expect.stringContaining(why)])
})

it('I46 the smoke test fails, and says where, when nothing listens', async () => {
  expect(await smoke(['http://127.0.0.1:1'], '0.1.0')).toEqual([
    1,
    expect.stringContaining('http://127.0.0.1:1/livez: '),
  ])
})

/** Stands in for the app, behind a Service. */
async function serve(app: {
  readonly release?: string
  readonly status?: number
  readonly open?: boolean
}): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/livez') return response.end('{"status":"ok"}')
    const url = `http://${request.headers.host}${request.url}`
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, `${value}`]))
    const verdict = verify({ method: 'GET', url, headers }, new Map([[KEY.id, KEY]]), 'bom', Date.now())
    if (!verdict.ok && !app.open) return response.writeHead(401).end()
    response.writeHead(app.status ?? 200).end(JSON.stringify({ status: 'ready', release: app.release }))
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return `http://127.0.0.1:${address.port}`
}

/** @returns how it ended, and what it said. */
async function smoke(
  services: readonly string[],
  releases: string,
  timeoutMs = 0,
): Promise<[number, string]> {
  const file = join(INFRA_DIR, 'charts/region-app/files/smoke.ts')
  const env = {
    REGION: 'bom',
    SIGNING_KEYS: formatSigningKey(KEY),
    SERVICES: services.join(','),
    RELEASES: releases,
    TIMEOUT_MS: `${timeoutMs}`,
  }
  return promisify(execFile)(process.execPath, [file], { env }).then(
    ({ stdout }) => [0, stdout.trim()],
    ({ code, stdout, stderr }) => [code, `${stdout}${stderr}`.trim()],
  )
}

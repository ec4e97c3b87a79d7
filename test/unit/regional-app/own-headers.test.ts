import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { POSITION, REGION, SERVER_TIMING } from '../../../protocol/headers.ts'
import type { AppEnv } from '../../../regional-app/env.ts'
import { createHttpServer } from '../../../regional-app/http-server.ts'
import { type Part, stack } from '../../../regional-app/middleware/stack.ts'

const part: Part = {
  after(_, own) {
    own[REGION] = 'bom'
    own[POSITION] = undefined
    own[SERVER_TIMING] = 'app;dur=1'
  },
}
const foreign = {
  [REGION]: 'iad',
  [POSITION]: 'elsewhere',
  'Server-Timing': 'route;dur=2',
  'x-route': 'was here',
  'keep-alive': 'timeout=999',
  'proxy-connection': 'keep-alive',
  trailer: 'x-route',
  upgrade: 'h2c',
}

/** Of what a route says of its connection, what Node itself does not. */
const FRAMING = ['proxy-connection', 'trailer', 'upgrade']

const app = new Hono<AppEnv>()
  .use(stack([part], thrown))
  .get('/json', (c) => c.json({ found: true }))
  .get('/foreign', (c) => c.text('from elsewhere', 200, foreign))
  .get('/untyped', () => new Response('<b>text</b>', { headers: { constructor: 'kept' } }))
  .get('/locked', () => Response.redirect('https://shop.example/', 303))
  .get('/cookies', (c) => c.body(null, 204, { 'set-cookie': ['a=1', 'b=2'] }))
  .get('/streamed', () => new Response(new Blob(['piece ']).stream(), { headers: foreign }))
  .get('/throws', (c) => {
    c.header('x-route', 'is forgotten')
    throw new Error('in a route')
  })
  .onError(thrown)

function thrown(): Response {
  return new Response('thrown', { status: 500, headers: { 'x-error': 'told' } })
}

it("D80 a region's own headers stand on every answer the same over HTTP and without it, beside the Server-Timing of a route", async () => {
  const server = createHttpServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    for (const path of [
      '/json',
      '/foreign',
      '/untyped',
      '/locked',
      '/cookies',
      '/streamed',
      '/throws',
      '/nowhere',
    ]) {
      const overHttp = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' })
      const told = await tellOf(overHttp)
      const withoutServer = await tellOf(await app.request(path))
      // What names itself nothing is named by the server.
      expect(told).toEqual({
        ...withoutServer,
        'content-type': withoutServer['content-type'] ?? typeOf(told),
      })
      const hasTiming = path === '/foreign' || path === '/streamed'
      expect(told).toMatchObject({
        [REGION]: 'bom',
        [POSITION]: undefined,
        ...Object.fromEntries(FRAMING.map((name) => [name, null])),
        [SERVER_TIMING]: hasTiming ? 'route;dur=2, app;dur=1' : 'app;dur=1',
      })
    }
    const head = await fetch(`http://127.0.0.1:${port}/json`, { method: 'HEAD' })
    expect(head.headers.get(REGION)).toBe('bom')
  } finally {
    server.close()
  }
})

/** A text, where there can be one. */
function typeOf({ status }: { readonly status: number }): string | null {
  return status === 200 || status === 500 ? 'text/plain; charset=UTF-8' : null
}

async function tellOf(response: Response) {
  const { headers } = response
  const names = ['constructor', 'location', 'x-route', 'x-error', REGION, SERVER_TIMING, ...FRAMING]
  return {
    status: response.status,
    ...Object.fromEntries(names.map((name) => [name, headers.get(name)])),
    'content-type': headers.get('content-type'),
    [POSITION]: headers.get(POSITION) ?? undefined,
    cookies: headers.getSetCookie(),
    text: await response.text(),
  }
}

import { Hono } from 'hono'
import { expect, it } from 'vitest'
import type { AppEnv } from '../../../regional-app/env.ts'
import { type Part, stack } from '../../../regional-app/middleware/stack.ts'

it('B113 the parts of the stack are passed in their order and back, and one that answers is the last of them', async () => {
  const passed: string[] = []
  const part = (name: string, answer?: Response): Part => ({
    before() {
      passed.push(`${name} in`)
      return answer
    },
    after: (c) => void passed.push(`${name} out ${c.res.status}`),
  })
  const ask = async (...parts: Part[]) => {
    passed.length = 0
    const app = new Hono<AppEnv>()
      .use(stack(parts, (_, c) => c.text('thrown', 500)))
      .get('/', (c) => c.text('found'))
      .get('/throws', () => {
        throw new Error('in a route')
      })
      .onError((_, c) => c.text('thrown', 500))
    return { app, text: await (await app.request('/')).text() }
  }
  const { app, text } = await ask(part('a'), {}, part('b'))
  expect([text, ...passed]).toEqual(['found', 'a in', 'b in', 'b out 200', 'a out 200'])
  passed.length = 0
  await app.request('/throws')
  await app.request('/nowhere')
  expect(passed).toEqual([
    ...['a in', 'b in', 'b out 500', 'a out 500'],
    ...['a in', 'b in', 'b out 404', 'a out 404'],
  ])
  const refused = await ask(part('a'), part('b', new Response('no', { status: 401 })), part('c'))
  expect([refused.text, ...passed]).toEqual(['no', 'a in', 'b in', 'b out 401', 'a out 401'])
})

it('B114 a part of the stack that throws is answered as an error, and the parts before it see that answer alone', async () => {
  const seen: string[] = []
  const fails = () => {
    throw new Error('in a part')
  }
  const ask = async (part: Part) => {
    seen.length = 0
    const watch = (name: string): Part => ({ after: (c) => void seen.push(`${name} ${c.res.status}`) })
    const onError = (error: Error) => new Response(error.message, { status: 500 })
    const app = new Hono<AppEnv>()
      .use(stack([watch('first'), watch('second'), part, watch('last')], onError))
      .get('/', (c) => c.text('found', 200, { 'set-cookie': 'of=the-route' }))
    return app.request('/')
  }
  for (const [part, passed] of [
    [{ before: fails }, ['second 500', 'first 500']],
    [{ after: fails }, ['last 200', 'second 500', 'first 500']],
  ] as const) {
    const response = await ask(part)
    expect([response.status, await response.text()]).toEqual([500, 'in a part'])
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(seen).toEqual(passed)
  }
})

it('B115 a part of the stack can change the headers of any answer, be it one out of fetch', async () => {
  const part: Part = {
    after(_, own) {
      own['x-part'] = 'was here'
    },
  }
  const app = new Hono<AppEnv>()
    .use(stack([part], () => new Response(null, { status: 500 })))
    .get('/', () => Response.redirect('https://shop.example/', 303))
  const response = await app.request('/')
  expect([response.status, response.headers.get('location'), response.headers.get('x-part')]).toEqual([
    303,
    'https://shop.example/',
    'was here',
  ])
})

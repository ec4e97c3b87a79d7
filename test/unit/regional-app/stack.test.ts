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
      .use(stack(...parts))
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

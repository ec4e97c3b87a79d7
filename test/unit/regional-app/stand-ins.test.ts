import { Hono } from 'hono'
import { afterAll, expect, it } from 'vitest'
import type { AppEnv } from '../../../regional-app/env.ts'
import { openTestRegion } from '../../support/region.ts'

let cancelled = 0
const routes = new Hono<AppEnv>()
  .use('/late/*', async (_, next) => {
    await next()
    throw new Error('too late')
  })
  .get('/late/cookie', (c) =>
    c.text('ok!', 200, { 'cache-control': 'public, max-age=3600', 'set-cookie': 'session=1' }),
  )
  .get(
    '/late/stream',
    () => new Response(new ReadableStream({ cancel: () => void cancelled++ }), { headers: { etag: '"1"' } }),
  )
const NOWHERE = 'postgres://nobody@127.0.0.1:9/none'
const region = openTestRegion({ readUrl: NOWHERE, writeUrl: NOWHERE, routes })
afterAll(() => region.close())

it('D96 what stands in for an answer inherits nothing of it, and nobody goes on making it', async () => {
  for (const path of ['/late/cookie', '/late/stream']) {
    const answer = await region.request(path)
    const { status, headers } = answer
    expect([status, await answer.json()]).toMatchObject([500, { title: 'Internal server error' }])
    expect(headers.get('cache-control')).toBe('no-store')
    for (const name of ['set-cookie', 'etag', 'content-length'])
      expect([path, name, headers.get(name)]).toEqual([path, name, null])
  }
  expect(cancelled).toBe(1)
})

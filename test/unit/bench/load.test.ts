import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { openLoad, rawRequest } from '../../../bench/load/load.ts'

it('B167 the load waits for its last answers, so that it tells exactly as many as were asked', async () => {
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    setTimeout(() => response.end('x'), 20)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const load = openLoad()
  const requests = [rawRequest('GET', '/', new Headers({ host: 'a.example' }))]
  const { answered, failed } = await load.run({ port, requests, connections: 4, durationMs: 50 })
  expect(answered).toBeGreaterThan(4)
  expect([answered, failed]).toEqual([asked, 0])
  await load.close()
  server.close()
})

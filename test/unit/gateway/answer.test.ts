import { expect, it } from 'vitest'
import { config } from '../worker/fixtures.ts'
import { openGateway } from './gateway.ts'

it('W400 a cache-control that went with its connection keeps no bookmark out of caches: the answer gets one of its own', async () => {
  const { regions } = config()
  const places = regions.map(({ id, latitude, longitude }) => ({ id, latitude, longitude, binding: id }))
  const answered = async (connection: string) => {
    const headers = { connection, 'cache-control': 'private', 'nearside-bookmark': 'a'.repeat(54) }
    const { send } = openGateway({
      config: config({ regions: places }),
      answer: () => new Response('x', { headers }),
    })
    const { response } = await send(new Request('https://shop.example/api/x'))
    return [response.headers.get('cache-control'), response.headers.getSetCookie().length]
  }
  expect(await answered('keep-alive')).toEqual(['private', 1])
  expect(await answered('cache-control')).toEqual(['private, no-cache', 1])
  expect(await answered('nearside-bookmark')).toEqual(['private', 0])
})

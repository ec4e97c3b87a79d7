import { expect, it } from 'vitest'
import { createReach } from '../../../worker/upstream/reach.ts'
import { config } from '../worker/fixtures.ts'
import { openGateway } from './gateway.ts'

const place = { latitude: 0, longitude: 0 }
const BOUND = config({ primary: 'bom', regions: [{ id: 'bom', binding: 'BOM_VPC', ...place }] })

it('W320 a region is asked through its binding, under a name of its own, with path and query as they came', async () => {
  const mesh = config({
    primary: 'bom',
    regions: [
      { id: 'bom', binding: 'bom', ...place },
      { id: 'fra', binding: 'fra', ...place },
    ],
  })
  const urls: string[] = []
  const { send } = openGateway({
    config: mesh,
    answer: (id, { url, redirect, cache }) => {
      urls.push(`${url} ${redirect} ${cache}`)
      // As a VPC service does where nothing answers.
      if (id === 'bom') throw new Error('no connection')
      return new Response('here')
    },
  })
  const { response, reached } = await send(new Request('https://shop.example/api/a%20b?q=%2F&r'))
  expect([response.status, reached]).toEqual([200, ['bom', 'fra']])
  expect(urls).toEqual([
    'http://bom.internal/api/a%20b?q=%2F&r manual no-store',
    'http://fra.internal/api/a%20b?q=%2F&r manual no-store',
  ])
})

it('W321 a binding that is missing, or is no service, stops the gateway at its start and is named', () => {
  const message =
    /^region bom is reached through the binding BOM_VPC: expected a service .*, found (nothing|a string)$/
  expect(() => createReach(BOUND, {})).toThrow(message)
  expect(() => createReach(BOUND, { BOM_VPC: 'https://bom.example' })).toThrow(message)
  expect(() => createReach(BOUND, { BOM_VPC: { fetch: async () => new Response() } })).not.toThrow()
})

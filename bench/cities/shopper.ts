/** One client in one city: sends each kind of request and says how its answer did. */
import { REGION, SERVER_TIMING } from '../../protocol/headers.ts'
import { parseServerTiming } from '../../protocol/server-timing.ts'
import type { Answer, Client, RequestInit } from '../client.ts'
import type { KindId } from './kinds.ts'
import type { Sample } from './summary.ts'

export type Shopper = {
  /** Never rejects: what fails is a sample that says so. */
  send(kind: KindId): Promise<Pick<Sample, 'ms' | 'region' | 'floorMs' | 'failure'>>
}

export type ShopperOptions = {
  readonly client: Client
  /** Read in turn. */
  readonly productIds: readonly string[]
  /** The region that must answer, where only one may. */
  readonly onlyRegion?: string | undefined
}

type Exchange = { readonly path: string; readonly init?: RequestInit; readonly expected: number }

export function createShopper({ client, productIds, onlyRegion }: ShopperOptions): Shopper {
  let turn = 0
  let orderId: string | undefined

  function exchange(kind: KindId): Exchange | undefined {
    const productId = productIds[turn++ % productIds.length]
    switch (kind) {
      case 'static':
        return { path: '/', expected: 200 }
      case 'read':
        return { path: `/api/products/${productId}`, expected: 200 }
      case 'order':
        return {
          path: '/api/orders',
          init: { method: 'POST', json: { productId, quantity: 1 } },
          expected: 201,
        }
      case 'note': {
        const init = { method: 'PATCH', json: { note: `round ${turn}` } }
        return orderId === undefined ? undefined : { path: `/api/orders/${orderId}`, init, expected: 200 }
      }
      case 'cancel':
        return orderId === undefined
          ? undefined
          : { path: `/api/orders/${orderId}/cancel`, init: { method: 'POST' }, expected: 200 }
    }
  }

  async function send(kind: KindId) {
    const asked = exchange(kind)
    if (!asked) return { ms: 0, failure: 'not sent: its order was not placed' }
    if (kind === 'order') orderId = undefined
    try {
      const answer = await client.send(asked.path, asked.init)
      if (kind === 'order' && answer.status === 201) orderId = JSON.parse(answer.body.toString()).id
      return { ms: answer.ms, ...receiptOf(answer), ...failureOf(answer, asked.expected) }
    } catch (error) {
      return { ms: 0, failure: error instanceof Error ? error.message : String(error) }
    }
  }

  function failureOf({ status, headers }: Answer, expected: number): { failure?: string } {
    if (status !== expected) return { failure: `status ${status}, expected ${expected}` }
    const region = headers.get(REGION)
    if (onlyRegion && region !== null && region !== onlyRegion) {
      return { failure: `answered by ${region}, expected ${onlyRegion}` }
    }
    return {}
  }

  return { send }
}

function receiptOf({ headers }: Answer): Pick<Sample, 'region' | 'floorMs'> {
  const region = headers.get(REGION)
  const floorMs = parseServerTiming(headers.get(SERVER_TIMING)).find(({ name }) => name === 'floor')?.durMs
  return { ...(region === null ? {} : { region }), ...(floorMs === undefined ? {} : { floorMs }) }
}

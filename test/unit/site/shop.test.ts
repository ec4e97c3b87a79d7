import { describe, expect, it } from 'vitest'
import { problemOf } from '../../../site/src/api/problem.ts'
import { forget, learn, requestOf, type Shop } from '../../../site/src/api/shop.ts'

const PRODUCT = { id: 'p1', name: 'Walnut lamp', priceCents: 4950, stock: 42 }
const ORDER = { id: 'o1', status: 'placed', version: 1 }

it('S10 the page reads a product, orders one, notes on the order and cancels it', () => {
  const shop: Shop = { product: PRODUCT, order: ORDER }
  expect(requestOf('read', shop, 'hello')).toMatchObject({ method: 'GET', path: '/api/products/p1' })
  expect(requestOf('order', shop, 'hello')).toMatchObject({
    method: 'POST',
    path: '/api/orders',
    body: { productId: 'p1', quantity: 1 },
  })
  expect(requestOf('note', shop, 'hello')).toMatchObject({
    method: 'PATCH',
    path: '/api/orders/o1',
    body: { note: 'hello' },
  })
  expect(requestOf('cancel', shop, 'hello')).toMatchObject({ method: 'POST', path: '/api/orders/o1/cancel' })
})

it('S10 a page that knows nothing yet can only read, and starts with the list', () => {
  expect(requestOf('read', {}, '')?.path).toBe('/api/products?limit=1')
  expect((['order', 'note', 'cancel'] as const).map((action) => requestOf(action, {}, ''))).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

it('S10 an answer says in a few words what it holds', () => {
  const listed = learn('read', {}, { items: [PRODUCT], nextCursor: 'c1' })
  expect(listed).toEqual({
    shop: { product: PRODUCT, cursor: 'c1', order: undefined },
    gist: 'Walnut lamp, $49.50, 42 in stock',
  })
  expect(learn('read', listed.shop, { ...PRODUCT, stock: 41 }).gist).toBe('Walnut lamp, $49.50, 41 in stock')
  const ordered = learn('order', listed.shop, ORDER)
  expect(ordered).toMatchObject({ shop: { order: ORDER }, gist: 'Order placed, version 1' })
  const cancelled = learn('cancel', ordered.shop, { ...ORDER, status: 'cancelled', version: 2 })
  expect(cancelled).toMatchObject({ shop: { order: undefined }, gist: 'Order cancelled, version 2' })
})

it('S10 an answer of another shape teaches nothing', () => {
  const shop: Shop = { product: PRODUCT }
  for (const action of ['read', 'order', 'note', 'cancel'] as const) {
    for (const body of [undefined, null, 'text', { items: 'none' }, { id: 7 }]) {
      expect(learn(action, shop, body)).toEqual({ shop, gist: undefined })
    }
  }
  expect(learn('read', shop, { items: [] })).toMatchObject({ gist: 'No product is left' })
})

it('S11 what is sold out or gone makes room for the next', () => {
  const shop: Shop = { product: PRODUCT, cursor: 'c 1', order: ORDER }
  const next = forget('order', shop, 409)
  expect(requestOf('read', next, '')?.path).toBe('/api/products?limit=1&cursor=c%201')
  expect(forget('cancel', shop, 409)).toEqual({ ...shop, order: undefined })
  expect(forget('order', shop, 503)).toBe(shop)
})

it('S12 a failure speaks with its own title, detail and time to wait', () => {
  const nowMs = Date.UTC(2026, 10, 22, 12)
  const body = { title: 'No region answers', detail: 'Tried bom (refused).', status: 503 }
  expect(problemOf(503, body, '5', nowMs)).toEqual({
    title: 'No region answers',
    detail: 'Tried bom (refused).',
    retryAfterS: 5,
    loss: undefined,
  })
  expect(problemOf(503, body, 'Sun, 22 Nov 2026 12:00:30 GMT', nowMs).retryAfterS).toBe(30)
  expect(problemOf(502, 'Bad Gateway', 'soon', nowMs)).toEqual({
    title: 'The answer is 502',
    detail: undefined,
    retryAfterS: undefined,
    loss: undefined,
  })
  expect(problemOf(500, { title: 7 }, null, nowMs).title).toBe('The answer is 500')
})

describe('what a failover took', () => {
  const problem = (slug: string, lastWrite: string) =>
    problemOf(409, { type: `urn:nearside:problem:${slug}`, title: 'x', detail: 'y', lastWrite }, null, 0)

  it('S32 is told in plain words, with what to do', () => {
    expect(problem('write-lost', 'lost')).toEqual({
      title: 'Your last change is lost',
      detail:
        'The primary failed before any other region had it, and another region has taken its place. Nothing of it was kept: place your order again.',
      retryAfterS: undefined,
      loss: 'write-lost',
    })
    expect(problem('history-lost', 'survived')).toMatchObject({
      title: 'What you saw last is gone',
      detail:
        'The primary failed before any other region had it, and another region has taken its place. Your last change is there. Read again to see what there is.',
    })
    expect(problem('history-lost', 'unknown').detail).toContain('nobody can tell')
    expect(problem('history-lost', 'none').detail).not.toContain('change')
    expect(problem('stock-short', 'lost')).toMatchObject({ title: 'x', detail: 'y', loss: undefined })
  })

  it('S33 makes room for a new order where the last change is lost, and for nothing else', () => {
    const shop: Shop = { product: PRODUCT, order: ORDER }
    for (const action of ['read', 'order', 'note', 'cancel'] as const) {
      expect(forget(action, shop, 409, 'write-lost')).toEqual({ ...shop, order: undefined })
      expect(forget(action, shop, 409, 'history-lost')).toBe(shop)
    }
  })
})

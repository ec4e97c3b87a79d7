/** The part of the shop's API that the page uses, and how its answers are read. Pure. */
import * as v from 'valibot'
import { formatPrice } from '../receipt/format.ts'
import type { Action, Asked } from '../receipt/receipt.ts'
import type { Loss } from './loss.ts'

const Product = v.object({ id: v.string(), name: v.string(), priceCents: v.number(), stock: v.number() })
const ProductList = v.object({ items: v.array(Product), nextCursor: v.nullish(v.string()) })
const Order = v.object({ id: v.string(), status: v.string(), version: v.number() })

/** What the page has seen so far; its next request speaks of it. */
export type Shop = {
  readonly product?: v.InferOutput<typeof Product> | undefined
  /** Continues the list after the product; undefined: from its start. */
  readonly cursor?: string | undefined
  readonly order?: v.InferOutput<typeof Order> | undefined
}

export type ShopRequest = Asked & { readonly body?: unknown }

/** @returns the request of an action, or undefined where it first needs a product or an order. */
export function requestOf(
  action: Action,
  { product, cursor, order }: Shop,
  note: string,
): ShopRequest | undefined {
  switch (action) {
    case 'read':
      return { action, method: 'GET', path: product ? `/api/products/${product.id}` : firstProduct(cursor) }
    case 'order':
      return (
        product && {
          action,
          method: 'POST',
          path: '/api/orders',
          body: { productId: product.id, quantity: 1 },
        }
      )
    case 'note':
      return order && { action, method: 'PATCH', path: `/api/orders/${order.id}`, body: { note } }
    case 'cancel':
      return order && { action, method: 'POST', path: `/api/orders/${order.id}/cancel` }
  }
}

/** What an answer teaches. `gist` is the answer in a few words; undefined where it is not of the expected shape. */
export type Learnt = { readonly shop: Shop; readonly gist: string | undefined }

export function learn(action: Action, shop: Shop, body: unknown): Learnt {
  return action === 'read' ? learnProduct(shop, body) : learnOrder(action, shop, body)
}

/**
 * @returns the shop after a refusal: what is sold out or gone makes room for the next.
 * @param loss what a failover took: then the refusal is none of what was asked for.
 */
export function forget(action: Action, shop: Shop, status: number, loss?: Loss['kind']): Shop {
  if (loss) return loss === 'write-lost' ? { ...shop, order: undefined } : shop
  if (status !== 404 && status !== 409) return shop
  return action === 'read' || action === 'order'
    ? { ...shop, product: undefined }
    : { ...shop, order: undefined }
}

function learnProduct(shop: Shop, body: unknown): Learnt {
  const list = v.safeParse(ProductList, body)
  if (list.success) {
    const [product] = list.output.items
    const next = { ...shop, product, cursor: list.output.nextCursor ?? undefined }
    return { shop: next, gist: product ? describe(product) : 'No product is left' }
  }
  const one = v.safeParse(Product, body)
  return one.success
    ? { shop: { ...shop, product: one.output }, gist: describe(one.output) }
    : { shop, gist: undefined }
}

function learnOrder(action: Action, shop: Shop, body: unknown): Learnt {
  const order = v.safeParse(Order, body)
  if (!order.success) return { shop, gist: undefined }
  const { status, version } = order.output
  return {
    shop: { ...shop, order: action === 'cancel' ? undefined : order.output },
    gist: `Order ${status}, version ${version}`,
  }
}

function describe({ name, priceCents, stock }: v.InferOutput<typeof Product>): string {
  return `${name}, ${formatPrice(priceCents)}, ${stock.toLocaleString('en')} in stock`
}

function firstProduct(cursor: string | undefined): string {
  const after = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
  return `/api/products?limit=1${after}`
}

/** One client of a run: its bookmarks, its operations, each of them recorded. */
import { MAX_BOOKMARKS } from '../../protocol/bookmark.ts'
import { type Attempted, attemptRead, attemptWrite, problemOf } from './attempts.ts'
import { type Client, lostAfterOf, type Request } from './client.ts'
import type { Entry, Mark, Operation, OperationKind, WriteKind } from './history.ts'

export type Session = {
  readonly id: number
  /** What it stands on: the last answer's, and what it has taken over since. */
  readonly bookmarks: readonly string[]
  order(city: string, goods: Goods): Promise<Operation>
  /** Sends one order, under one key, from several cities at the same moment. */
  orderAtOnce(cities: readonly string[], goods: Goods): Promise<readonly Operation[]>
  patch(city: string, orderId: string, note: string): Promise<Operation>
  cancel(city: string, orderId: string): Promise<Operation>
  read(city: string, orderId: string, kind?: 'read-own' | 'read-shared'): Promise<Operation>
  /** Sends a write again under its key; from several cities at the same moment where there are several. */
  repeat(cities: readonly string[], write: Operation): Promise<readonly Operation[]>
  /** From here on it stands on what `other` has seen, too. @returns false where it has no room for that. */
  takeOver(other: Session): boolean
}

export type Goods = { readonly productId: string; readonly quantity: number }

export type SessionOptions = {
  readonly id: number
  readonly client: Client
  /** Told of everything at the moment at which the session knows it. */
  readonly record: (entry: Entry) => void
  /** @returns an idempotency key that was never given before. */
  readonly newKey: () => string
}

export function openSession({ id, client, record, newKey }: SessionOptions): Session {
  let bookmarks: readonly string[] = []
  let count = 0

  /** @param adopt how the answer's bookmark joins those that the session has. */
  async function run(plan: Plan, city: string, adopt: (bookmark: string) => void): Promise<Operation> {
    const index = count++
    const sentTexts = bookmarks
    const request: Request = { city, bookmarks: sentTexts, ...requestOf(plan) }
    const attempted = await (plan.write ? attemptWrite : attemptRead)(client, request)
    const { bookmark } = attempted.answer
    if (bookmark) adopt(bookmark)
    const sent = sentTexts.flatMap((text) => client.decode(text) ?? [])
    const received = bookmark === undefined ? undefined : client.decode(bookmark)
    const operation = operationOf(plan, attempted, { session: id, index, city, sent, received })
    record(operation)
    return operation
  }
  const replace = (bookmark: string) => {
    bookmarks = [bookmark]
  }
  /** Each answer covers what was sent; only all of them together cover each other. */
  function runAtOnce(plan: Plan, cities: readonly string[]): Promise<readonly Operation[]> {
    const given: string[] = []
    const join = (bookmark: string) => {
      given.push(bookmark)
      bookmarks = [...given]
    }
    return Promise.all(cities.slice(0, MAX_BOOKMARKS).map((city) => run(plan, city, join)))
  }

  return {
    id,
    get bookmarks() {
      return bookmarks
    },
    order: (city, goods) => run({ kind: 'order', write: 'order', key: newKey(), ...goods }, city, replace),
    patch: (city, orderId, note) =>
      run({ kind: 'patch', write: 'patch', key: newKey(), orderId, note }, city, replace),
    cancel: (city, orderId) =>
      run({ kind: 'cancel', write: 'cancel', key: newKey(), orderId }, city, replace),
    read: (city, orderId, kind = 'read-own') => run({ kind, orderId }, city, replace),
    orderAtOnce: (cities, goods) =>
      runAtOnce({ kind: 'order', write: 'order', key: newKey(), ...goods }, cities),
    repeat: (cities, { write, key, orderId, note, productId, quantity }) =>
      runAtOnce({ kind: 'repeat', write, key, orderId, note, productId, quantity }, cities),
    takeOver(other) {
      const joined = [...new Set([...bookmarks, ...other.bookmarks])]
      if (other.bookmarks.length === 0 || joined.length > MAX_BOOKMARKS) return false
      bookmarks = joined
      record({ type: 'handover', from: other.id, to: id, atMs: performance.now() })
      return true
    },
  }
}

/** What an operation is about, before it is sent. */
type Plan = { readonly kind: OperationKind } & Partial<
  Pick<Operation, 'write' | 'key' | 'orderId' | 'note' | 'productId' | 'quantity'>
>

function requestOf(plan: Plan): Omit<Request, 'city' | 'bookmarks'> {
  const { write, key, orderId, note, productId, quantity } = plan
  const order = `/api/orders/${orderId}`
  switch (write) {
    case undefined:
      return { method: 'GET', path: order }
    case 'order':
      return { method: 'POST', path: '/api/orders', json: { productId, quantity }, key }
    case 'patch':
      return { method: 'PATCH', path: order, json: { note }, key }
    case 'cancel':
      return { method: 'POST', path: `${order}/cancel`, key }
  }
}

type Circumstances = Pick<Operation, 'session' | 'index' | 'city'> & {
  readonly sent: readonly Mark[]
  readonly received: Mark | undefined
}

function operationOf(plan: Plan, attempted: Attempted, circumstances: Circumstances): Operation {
  const { answer, outcome, ...times } = attempted
  const { status, body, region, data, waitMs, wan, via, verdict, replayed } = answer
  const isDone = outcome === 'ok'
  const found = (isDone && status !== 404 ? body : undefined) as { id?: string; version?: number } | undefined
  return {
    type: 'operation',
    ...circumstances,
    ...plan,
    orderId: orderOf(plan.write, plan.orderId, found?.id),
    version: isDone ? (found?.version ?? 0) : undefined,
    ...{ outcome, status, ...times, region, data, waitMs, wan, via, verdict, replayed },
    problem: isDone ? undefined : problemOf(body),
    lostAfter: outcome === 'lost' ? lostAfterOf(body) : undefined,
  }
}

/** A write that placed an order is of the order that the answer tells; any other of the one that was asked for. */
function orderOf(
  write: WriteKind | undefined,
  asked: string | undefined,
  told: string | undefined,
): string | undefined {
  return write === 'order' ? told : asked
}

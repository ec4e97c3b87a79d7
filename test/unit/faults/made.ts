/** Histories made up for the checker, and the tables that go with them. */

import type { PromiseName } from '../../faults/checker/violation.ts'
import { checkRun } from '../../faults/checker.ts'
import type { Entry, Mark, Operation } from '../../faults/history.ts'
import type { OrderRow, ShopState } from '../../faults/shop-state.ts'

export const STOCK = 100

/** A clean write or read in the middle of nowhere; `at` is its number, and its time in milliseconds. */
export function operation(at: number, given: Partial<Operation>): Operation {
  return {
    ...{ type: 'operation', session: 1, index: at, city: 'bom', kind: 'read-own' },
    ...{ startMs: at, lastTryMs: at, endMs: at + 0.5, tries: 1, outcome: 'ok', status: 200, sent: [] },
    ...{ region: 'bom', data: 'local' },
    ...given,
  }
}

export function order(at: number, id: string, given: Partial<Operation> = {}): Operation {
  const made = { key: `key-${id}`, orderId: id, version: 1, productId: 'p', quantity: 1 }
  return operation(at, { kind: 'order', write: 'order', status: 201, ...made, ...given })
}

export function patch(
  at: number,
  orderId: string,
  version: number,
  given: Partial<Operation> = {},
): Operation {
  const made = { key: `key-${at}`, orderId, version, note: `note ${at}` }
  return operation(at, { kind: 'patch', write: 'patch', ...made, ...given })
}

export function cancel(
  at: number,
  orderId: string,
  version: number,
  given: Partial<Operation> = {},
): Operation {
  return operation(at, { kind: 'cancel', write: 'cancel', key: `key-${at}`, orderId, version, ...given })
}

export function read(
  at: number,
  orderId: string,
  version: number,
  given: Partial<Operation> = {},
): Operation {
  return operation(at, { orderId, version, status: version === 0 ? 404 : 200, ...given })
}

/** The answer that its bookmark's history is gone beyond `lsn` of timeline 1. */
export function told(at: number, lsn: string, given: Partial<Operation> = {}): Operation {
  const lost = { outcome: 'lost', status: 409, lostAfter: { timeline: 1, lsn }, verdict: 'lost' } as const
  const problem = 'urn:nearside:problem:history-lost'
  return operation(at, { ...lost, problem, sent: [mark(1, '0/FF')], received: mark(2, lsn), ...given })
}

export function mark(timeline: number, lsn: string, more: Partial<Mark> = {}): Mark {
  return { timeline, lsn, ...more }
}

export function row(id: string, given: Partial<OrderRow> = {}): OrderRow {
  return { id, productId: 'p', quantity: 1, status: 'placed', version: 1, note: '', ...given }
}

/** The tables with these orders, all of them taken from the shelf. */
export function shop(orders: readonly OrderRow[], given: Partial<ShopState> = {}): ShopState {
  const taken = orders.reduce((sum, { status, quantity }) => sum + (status === 'placed' ? quantity : 0), 0)
  return { products: [{ id: 'p', stock: STOCK - taken }], orders, ...given }
}

/** @returns the promises that the checker finds broken, each once. */
export function broken(history: readonly Entry[], after: ShopState): readonly PromiseName[] {
  return [...new Set(checkRun({ history, before: shop([]), after }).map(({ promise }) => promise))]
}

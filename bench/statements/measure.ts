/**
 * Commits 1 and 5 statements from Mumbai's region, over a link to the primary: in a flight as a route sends it, in one
 * without a key, and in Drizzle's transaction over postgres.js, in turn. The shop has no route with five statements, so
 * this stands where a route does.
 */
import { inArray } from 'drizzle-orm'
import { connectReader, connectWriter } from '../../db/connect.ts'
import { orders, products } from '../../db/schema.ts'
import { rttMs } from '../../planet/cities.ts'
import { openLink } from '../../planet/link.ts'
import { BenchError } from '../bench-error.ts'
import type { Connection } from '../flight/way.ts'
import { openDrizzlePostgres } from '../flight/ways/drizzle.ts'
import { openFlightWay } from '../flight/ways/flight.ts'
import type { StatementSample, Way } from './rows.ts'

export const STATEMENTS: readonly number[] = [1, 5]
export const WAYS: readonly Way[] = ['flight', 'unkeyed', 'transaction']
const FROM = 'bom'
const TO = 'iad'
export const STATEMENTS_RTT_MS = rttMs(FROM, TO)
const WARM_UP_ROUNDS = 2

export type StatementsOptions = {
  /** Of a login that may write on the primary. */
  readonly primaryUrl: string
  readonly rounds: number
  readonly onSample: () => void
  readonly signal: AbortSignal
}

export async function measureStatements(options: StatementsOptions): Promise<readonly StatementSample[]> {
  const { primaryUrl, rounds, onSample, signal } = options
  await using stack = new AsyncDisposableStack()
  const link = await openLink({
    rttMs: STATEMENTS_RTT_MS,
    targetPort: portOf(primaryUrl),
    name: `${FROM}>${TO}`,
  })
  stack.defer(() => link.close())
  const url = new URL(primaryUrl)
  url.port = String(link.port)
  const flight = openFlightWay(url.href, { isKeyed: true })
  const unkeyed = openFlightWay(url.href, { isKeyed: false })
  const ways: Readonly<Record<Way, Connection>> = {
    flight,
    unkeyed,
    transaction: openDrizzlePostgres(url.href),
  }
  for (const way of WAYS) stack.defer(() => ways[way].close())
  const warmed = AbortSignal.any([signal, AbortSignal.timeout(WARM_TIMEOUT_MS)])
  await Promise.all([flight.warm(warmed), unkeyed.warm(warmed)])

  const ids = await placeOrders(primaryUrl, Math.max(...STATEMENTS))
  stack.defer(() => dropOrders(primaryUrl, ids))
  const samples: StatementSample[] = []
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const statements of STATEMENTS) {
      for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) {
        signal.throwIfAborted()
        const commit = { ids: ids.slice(0, statements), note: `round ${round}`, salt: 'known' }
        const startMs = performance.now()
        const failure = await ways[way].commit(commit).then(() => undefined, String)
        const ms = performance.now() - startMs
        if (round < 0) continue
        samples.push({ way, statements, ms, ...(failure === undefined ? {} : { failure }) })
        onSample()
      }
    }
  }
  return samples
}

/** Next door to the primary: what is set up is not measured. */
async function placeOrders(primaryUrl: string, count: number): Promise<readonly string[]> {
  const reader = connectReader(primaryUrl, { connections: 1 })
  const writer = connectWriter(primaryUrl, { connections: 1 })
  try {
    const [product] = await reader.db.select({ id: products.id }).from(products).limit(1)
    if (!product) throw new BenchError('The primary has no products.')
    const order = { productId: product.id, quantity: 1 }
    const placed = await writer.transaction((tx) =>
      tx.insert(orders).values(Array(count).fill(order)).returning({ id: orders.id }),
    )
    return placed.value.map(({ id }) => id)
  } finally {
    await Promise.all([reader.close(), writer.close()])
  }
}

async function dropOrders(primaryUrl: string, ids: readonly string[]): Promise<void> {
  const writer = connectWriter(primaryUrl, { connections: 1 })
  await writer.transaction((tx) => tx.delete(orders).where(inArray(orders.id, [...ids])))
  await writer.close()
}

const WARM_TIMEOUT_MS = 20_000

function portOf(url: string): number {
  return Number(new URL(url).port)
}

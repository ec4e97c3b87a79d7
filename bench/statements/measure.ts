/**
 * Commits 1 and 5 statements from Mumbai's region, over a link to the primary: in a flight as a route sends it, in one
 * without a key, and in Drizzle's transaction over postgres.js, in turn. The shop has no route with five statements, so
 * this stands where a route does.
 */
import { createHash, randomUUID } from 'node:crypto'
import { eq, inArray } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { connectReader, connectWriter } from '../../db/connect.ts'
import { createFlights, type Flights, type FlyOptions } from '../../db/flight.ts'
import { type Once, onceId } from '../../db/once.ts'
import { orders, products } from '../../db/schema.ts'
import { rttMs } from '../../planet/cities.ts'
import { openLink } from '../../planet/link.ts'
import { BenchError } from '../bench-error.ts'
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
  const flights = createFlights({ urls: [url.href], connections: 1 })
  stack.defer(() => flights.close())
  const client = postgres(url.href, { max: 1, fetch_types: false, max_lifetime: null, onnotice: () => {} })
  stack.defer(() => client.end())
  const db = drizzle(client)
  await flights.warm(AbortSignal.any([signal, AbortSignal.timeout(WARM_TIMEOUT_MS)]))

  const ids = await placeOrders(primaryUrl, Math.max(...STATEMENTS))
  stack.defer(() => dropOrders(primaryUrl, ids))
  const samples: StatementSample[] = []
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const statements of STATEMENTS) {
      for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) {
        signal.throwIfAborted()
        const startMs = performance.now()
        const failure = await WRITE[way]({ flights, db }, ids.slice(0, statements), `round ${round}`)
        const ms = performance.now() - startMs
        if (round < 0) continue
        samples.push({ way, statements, ms, ...(failure === undefined ? {} : { failure }) })
        onSample()
      }
    }
  }
  return samples
}

/** `db` is Drizzle over postgres.js as anybody would use it, with nothing of ours. */
type Database = { readonly flights: Flights; readonly db: PostgresJsDatabase }
/** @returns what went wrong. */
type Write = (database: Database, ids: readonly string[], note: string) => Promise<string | undefined>

const WRITE: Readonly<Record<Way, Write>> = {
  flight: ({ flights }, ids, note) => fly(flights, ids, note, { once: onceOf(note) }),
  unkeyed: ({ flights }, ids, note) => fly(flights, ids, note),
  async transaction({ db }, ids, note) {
    const work = db.transaction(async (tx) => {
      for (const id of ids) await tx.update(orders).set({ note }).where(eq(orders.id, id)).returning()
    })
    return work.then(
      () => undefined,
      (error: unknown) => String(error),
    )
  },
}

/** Each statement gives its row back, as the shop's do: with a key it is kept for a repetition, too. */
async function fly(flights: Flights, ids: readonly string[], note: string, options?: FlyOptions) {
  const result = await flights.fly(
    (tx) => ids.map((id) => tx.update(orders).set({ note }).where(eq(orders.id, id)).returning()),
    options,
  )
  if (!result.ok) return JSON.stringify(result.failure)
  return result.position ? undefined : 'its position was not told'
}

/** A key of its own for each flight, as from a client: as if its body were the note. */
function onceOf(note: string): Once {
  return { id: onceId('bench', randomUUID()), fingerprint: createHash('sha256').update(note).digest() }
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

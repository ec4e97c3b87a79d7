import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { connectReader } from '../../db/connect.ts'
import type { FlightOptions, Flights } from '../../db/flight.ts'
import { orders, products } from '../../db/schema.ts'
import { seededProducts } from '../../db/seed.ts'
import { openLink } from '../../planet/link.ts'
import { formatLsn } from '../../protocol/position.ts'
import { openTestDatabase, portOf, type TestDatabase, through, until } from '../support/database.ts'
import { openFlightsThroughProxy, openTestFlights } from '../support/flights.ts'

const [PRODUCT = { id: '' }, OTHER = { id: '' }] = seededProducts()
let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

const open = (options?: Partial<FlightOptions>) => openTestFlights(database.url, options)
const openThroughProxy = (options?: Partial<FlightOptions>) => openFlightsThroughProxy(database.url, options)

function place(flights: Flights, productId = PRODUCT.id) {
  return flights.fly((tx) => [tx.insert(orders).values({ productId, quantity: 1 }).returning()])
}

async function orderCount(): Promise<number> {
  return (await database.sql`select from orders`).length
}

async function flightSessions(): Promise<number[]> {
  const rows = await database.sql<{ pid: number }[]>`
    select pid from pg_stat_activity where application_name = 'nearside-flight' and datname = current_database()`
  return rows.map(({ pid }) => pid)
}

describe('a flight', () => {
  it('D14 takes one round trip however many statements it carries, cold ones too', async () => {
    const [flights, proxy] = await openThroughProxy()
    for (const count of [1, 5, 20]) {
      const before = proxy.turns()
      const notes = Array.from({ length: count }, (_, index) => `${count} statements, number ${index}`)
      const flown = await flights.fly((tx) =>
        notes.map((note) => tx.execute(sql`select ${note}::text as ${sql.identifier(`c${count}`)}`)),
      )
      expect(flown).toMatchObject({ ok: true })
      expect(proxy.turns() - before).toBe(1)
    }
  })

  it('D15 gives each statement’s typed result, in order', async () => {
    const flown = await open().fly((tx) => [
      tx.update(products).set({ name: 'Renamed' }).where(eq(products.id, OTHER.id)).returning(),
      tx.insert(orders).values({ productId: OTHER.id, quantity: 2 }).returning(),
      tx.select({ name: products.name }).from(products).where(eq(products.id, OTHER.id)),
      tx.update(products).set({ name: 'Renamed again' }).where(eq(products.id, OTHER.id)),
    ])
    if (!flown.ok) throw new Error(flown.failure.kind)
    const [[product], [order], [seen], updated] = flown.rows
    expect(product).toEqual({ ...OTHER, name: 'Renamed' })
    expect(order).toMatchObject({ productId: OTHER.id, quantity: 2, status: 'placed', note: '', version: 1 })
    expect(order?.createdAt).toBeInstanceOf(Date)
    expect(seen?.name).toBe('Renamed')
    expect(updated).toBeUndefined()
  })

  it('D16 keeps its statements in order and apart from other flights', async () => {
    const flights = open({ connections: 3, acquireTimeoutMs: 20_000 })
    await database.sql`create table steps (flight int, step int, at serial)`
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, flight) =>
        flights.fly((tx) =>
          Array.from({ length: 5 }, (_, step) =>
            tx.execute(sql`insert into steps (flight, step) values (${flight}, ${step})`),
          ),
        ),
      ),
    )
    expect(all.every(({ ok }) => ok)).toBe(true)
    const rows = await database.sql`
      select array_agg(step order by at) as steps, count(distinct xmin::text)::int as transactions
      from steps group by flight`
    expect(rows).toHaveLength(60)
    for (const row of rows) expect(row).toEqual({ steps: [0, 1, 2, 3, 4], transactions: 1 })
  })

  it('D17 that fails in a later statement leaves nothing of the earlier ones, and names SQLSTATE and constraint', async () => {
    const flights = open()
    const [before] = await database.sql`select stock from products where id = ${PRODUCT.id}`
    const flown = await flights.fly((tx) => [
      tx.update(products).set({ stock: 1 }).where(eq(products.id, PRODUCT.id)),
      tx.insert(orders).values({ productId: crypto.randomUUID(), quantity: 1 }),
      tx.update(products).set({ stock: 2 }).where(eq(products.id, PRODUCT.id)),
    ])
    expect(flown).toMatchObject({
      ok: false,
      failure: {
        kind: 'rejected',
        statement: 1,
        sqlstate: '23503',
        constraint: 'orders_product_id_products_id_fk',
      },
    })
    expect(await database.sql`select stock from products where id = ${PRODUCT.id}`).toEqual([before])
    expect(await place(flights)).toMatchObject({ ok: true })
  })

  it('D18 whose commit fails is rejected', async () => {
    await database.sql`create table deferred (id int unique deferrable initially deferred)`
    const flown = await open().fly((tx) => [
      tx.execute(sql`insert into deferred values (1)`),
      tx.execute(sql`insert into deferred values (1)`),
    ])
    expect(flown).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', statement: 'commit', sqlstate: '23505' },
    })
    expect(await database.sql`select from deferred`).toHaveLength(0)
  })

  it('D19 tells the position that a replica must have replayed to show it', async () => {
    const flown = await place(open())
    if (!flown.ok || !flown.position) throw new Error('no position')
    const id = flown.rows[0][0]?.id ?? ''
    const { timeline, lsn } = flown.position
    expect(timeline).toBe(1)
    const replica = connectReader(database.replicaUrl)
    onTestFinished(() => replica.close())
    await until(async () => {
      const [row] = await replica.db.execute<{ there: boolean }>(
        sql`select pg_last_wal_replay_lsn() >= ${formatLsn(lsn)}::text::pg_lsn as there`,
      )
      return row?.there === true
    })
    expect(await replica.db.select().from(orders).where(eq(orders.id, id))).toHaveLength(1)
  })
})

describe('a lost connection', () => {
  it('D20 before the answer leaves the outcome unknown, and nothing is sent again', async () => {
    const [flights, proxy] = await openThroughProxy()
    const before = await orderCount()
    proxy.next('lose-answer')
    expect(await place(flights)).toMatchObject({ ok: false, failure: { kind: 'unknown' } })
    await until(() => orderCount().then((count) => count === before + 1))
    await flights.warm(AbortSignal.timeout(5_000))
    proxy.next('lose-request')
    expect(await place(flights)).toMatchObject({ ok: false, failure: { kind: 'unknown' } })
    await flights.warm(AbortSignal.timeout(5_000))
    expect(await orderCount()).toBe(before + 1)
  })

  it('D21 is replaced without a request: the next flight finds a warm one and takes one round trip', async () => {
    const [flights, proxy] = await openThroughProxy()
    const [old] = await flightSessions()
    await database.sql`select pg_terminate_backend(${old ?? 0})`
    await until(async () => (await flightSessions()).some((pid) => pid !== old))
    await flights.warm(AbortSignal.timeout(5_000))
    const before = proxy.turns()
    expect(await place(flights)).toMatchObject({ ok: true })
    expect(proxy.turns() - before).toBe(1)
  })

  it('D22 during an outage a flight is refused in bounded time, with nothing sent, and flies again after it', async () => {
    const refused: unknown[] = []
    const onConnectError = (error: unknown) => refused.push(error)
    const [flights, proxy] = await openThroughProxy({ acquireTimeoutMs: 200, onConnectError })
    proxy.cut()
    await until(() => refused.length > 0)
    const sent = proxy.sentBytes()
    const startedMs = performance.now()
    expect(await place(flights)).toMatchObject({
      ok: false,
      failure: { kind: 'unavailable' },
      sentMs: undefined,
    })
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    expect(proxy.sentBytes()).toBe(sent)
    proxy.mend()
    await flights.warm(AbortSignal.timeout(5_000))
    expect(await place(flights)).toMatchObject({ ok: true })
  })

  it('D23 a black-holed link ends a flight by its timeout, and its idle neighbours are replaced', async () => {
    const link = await openLink({ rttMs: 4, targetPort: portOf(database.url), name: 'test' })
    onTestFinished(() => link.close())
    const flights = open({
      urls: [through(database.url, link.port)],
      connections: 3,
      connectTimeoutMs: 1_500,
      flightTimeoutMs: 1_000,
      acquireTimeoutMs: 100,
    })
    await flights.warm(AbortSignal.timeout(5_000))
    link.setFault({ kind: 'blackhole' })
    expect(await place(flights)).toMatchObject({ ok: false, failure: { kind: 'unknown' } })
    expect(await place(flights)).toMatchObject({ ok: false, failure: { kind: 'unavailable' } })
    link.setFault(undefined)
    await flights.warm(AbortSignal.timeout(10_000))
    expect(await place(flights)).toMatchObject({ ok: true })
  })
})

describe('the pool', () => {
  it('D24 carries one flight at a time on a connection; the others wait in the order they came', async () => {
    const [flights, proxy] = await openThroughProxy({ acquireTimeoutMs: 20_000 })
    const before = proxy.turns()
    const ended: number[] = []
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        expect(await place(flights)).toMatchObject({ ok: true })
        ended.push(index)
      }),
    )
    expect(ended).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(proxy.turns() - before).toBe(10)
  })

  it('D32 tells how long a flight was under way, without its wait for a connection', async () => {
    const link = await openLink({ rttMs: 60, targetPort: portOf(database.url), name: 'test' })
    onTestFinished(() => link.close())
    const flights = open({
      urls: [through(database.url, link.port)],
      connections: 1,
      acquireTimeoutMs: 20_000,
    })
    const startedMs = performance.now()
    const flown = await Promise.all(Array.from({ length: 5 }, () => place(flights)))
    const wholeMs = performance.now() - startedMs
    const sentMs = flown.map((one) => one.sentMs ?? Number.NaN)
    for (const each of sentMs) expect(each).toBeGreaterThan(55)
    // They share one connection, so what they were under way is less than the whole: opening it comes before.
    expect(sentMs.reduce((sum, each) => sum + each)).toBeLessThan(wholeMs - 60)
  })

  it('D33 opened a moment ago to a far primary takes a flight that waits for its first connection', async () => {
    const link = await openLink({ rttMs: 230, targetPort: portOf(database.url), name: 'test' })
    onTestFinished(() => link.close())
    const flights = open({ urls: [through(database.url, link.port)] })
    const startedMs = performance.now()
    expect(await place(flights)).toMatchObject({ ok: true })
    expect(performance.now() - startedMs).toBeGreaterThan(1_200)
  })

  it('D25 opens no connection to a server that is no primary', async () => {
    const errors: unknown[] = []
    const flights = open({
      urls: [database.replicaUrl],
      acquireTimeoutMs: 50,
      onConnectError: (error) => errors.push(error),
    })
    await until(() => errors.length > 0)
    expect(String(errors[0])).toMatch(/is a replica/)
    expect(await place(flights)).toMatchObject({ ok: false, failure: { kind: 'unavailable' } })
  })

  it('D26 a hundred flights for the last fifty of a good: exactly fifty succeed', async () => {
    const flights = open({ connections: 8, acquireTimeoutMs: 20_000 })
    const good = seededProducts()[7]?.id ?? ''
    await database.sql`update products set stock = 50 where id = ${good}`
    const flown = await Promise.all(
      Array.from({ length: 100 }, () =>
        flights.fly((tx) => [
          tx
            .update(products)
            .set({ stock: sql`${products.stock} - 1` })
            .where(eq(products.id, good)),
          tx.insert(orders).values({ productId: good, quantity: 1 }),
        ]),
      ),
    )
    expect(flown.filter(({ ok }) => ok)).toHaveLength(50)
    expect(flown.filter((one) => !one.ok && one.failure.kind === 'rejected')).toHaveLength(50)
    expect(await database.sql`select stock from products where id = ${good}`).toEqual([{ stock: 0 }])
    expect(await database.sql`select from orders where product_id = ${good}`).toHaveLength(50)
  })
})

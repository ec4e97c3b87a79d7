import { eq, sql } from 'drizzle-orm'
import {
  boolean,
  customType,
  integer,
  jsonb,
  numeric,
  pgTable,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { FlightOptions, Flights } from '../../db/flight.ts'
import { beat, reap } from '../../db/keeper.ts'
import { createLineage } from '../../db/lineage.ts'
import { type Once, onceId, tagOf } from '../../db/once.ts'
import { orders, products } from '../../db/schema.ts'
import { seededProducts } from '../../db/seed.ts'
import { openLink } from '../../planet/link.ts'
import { openTestDatabase, portOf, type TestDatabase, through, until } from '../support/database.ts'
import { openFlightsThroughProxy, openTestFlights } from '../support/flights.ts'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
const PRODUCT = { id: seededProducts()[0]?.id ?? '' }
let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

const open = (options?: Partial<FlightOptions>) => openTestFlights(database.url, options)
const openThroughProxy = (options?: Partial<FlightOptions>) => openFlightsThroughProxy(database.url, options)

let keys = 0
function newOnce(fingerprint = 'a'): Once {
  return { id: onceId('test', String(keys++)), fingerprint: Buffer.from(fingerprint.padEnd(32)) }
}

function place(flights: Flights, once: Once, quantity = 1) {
  return flights.fly(
    (tx) => [
      tx
        .update(products)
        .set({ stock: sql`${products.stock} - ${quantity}` })
        .where(eq(products.id, PRODUCT.id)),
      tx.insert(orders).values({ productId: PRODUCT.id, quantity }).returning(),
    ],
    { once },
  )
}

async function counts(): Promise<{ orders: number; stock: number }> {
  const [row] = await database.sql<{ orders: number; stock: number }[]>`
    select (select count(*)::int from orders) as orders, stock from products where id = ${PRODUCT.id}`
  if (!row) throw new Error('the product is gone')
  return row
}

describe('a flight under a key', () => {
  it('D41 sent again does nothing and gives the rows of the first time, of every type to the bit', async () => {
    const things = pgTable('things', {
      id: uuid('id').primaryKey().defaultRandom(),
      int: integer('int').notNull(),
      yes: boolean('yes').notNull(),
      no: boolean('no'),
      text: text('text').notNull(),
      empty: text('empty').notNull(),
      at: timestamp('at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
      plain: timestamp('plain', { mode: 'string' }).notNull().defaultNow(),
      money: numeric('money').notNull(),
      json: jsonb('json').notNull(),
      list: text('list').array().notNull(),
      bytes: bytea('bytes').notNull(),
    })
    await database.sql`create table things (id uuid primary key default gen_random_uuid(), int int, yes boolean,
      no boolean, text text, empty text, at timestamptz(3) default now(), plain timestamp default now(),
      money numeric, json jsonb, list text[], bytes bytea)`
    const flights = open()
    const once = newOnce()
    const values = (int: number) => ({
      ...{ int, yes: true, no: null, text: 'a "b", (c)\\ d\ne', empty: '', money: '12345678901234567890.10' },
      ...{ json: { a: [1, null, 'x'] }, list: ['a,b', '"', ''], bytes: Buffer.from([0, 255, 92]) },
    })
    const fly = () =>
      flights.fly(
        (tx) => [
          tx
            .insert(things)
            .values([values(1), values(2)])
            .returning(),
          tx.update(things).set({ int: 3 }).where(eq(things.int, 99)).returning(),
          tx.update(things).set({ int: 4 }).where(eq(things.int, 2)),
          tx.select({ count: sql<number>`count(*)::int` }).from(things),
        ],
        { once },
      )
    const [first, again] = [await fly(), await fly()]
    if (!(first.ok && again.ok)) throw new Error(JSON.stringify([first, again]))
    expect([first.repeated, again.repeated]).toEqual([false, true])
    expect(again.rows).toEqual(first.rows)
    expect(first.rows[0][1]).toMatchObject(values(2))
    expect(first.rows.slice(1)).toEqual([[], undefined, [{ count: 2 }]])
    expect(await database.sql`select from things`).toHaveLength(2)
  })

  it('D42 takes one round trip like any other, and two where it was done before', async () => {
    const [flights, proxy] = await openThroughProxy()
    const once = newOnce()
    for (const roundTrips of [1, 2]) {
      const before = proxy.turns()
      expect(await place(flights, once)).toMatchObject({ ok: true, roundTrips })
      expect(proxy.turns() - before).toBe(roundTrips)
    }
  })

  it('D43 of many senders at once in two regions is done once, and all get the same answer', async () => {
    const regions = [open({ connections: 6 }), open({ connections: 6 })]
    const once = newOnce()
    const before = await counts()
    const placed = await Promise.all(
      Array.from({ length: 24 }, (_, index) => place(regions[index % 2] as Flights, once, 2)),
    )
    const ids = new Set(placed.map((each) => (each.ok ? each.rows[1][0]?.id : each.failure.kind)))
    expect(ids.size).toBe(1)
    expect(placed.filter((each) => each.ok && !each.repeated)).toHaveLength(1)
    expect(await counts()).toEqual({ orders: before.orders + 1, stock: before.stock - 2 })
  })

  it('D44 whose answer was lost is found when it is sent again', async () => {
    const [flights, proxy] = await openThroughProxy()
    const once = newOnce()
    const before = await counts()
    proxy.next('lose-answer')
    expect(await place(flights, once)).toMatchObject({ ok: false, failure: { kind: 'unknown' } })
    expect(await place(flights, once)).toMatchObject({ ok: true, repeated: true })
    expect((await counts()).orders).toBe(before.orders + 1)
  })

  it('D45 of another request is refused, and changes nothing', async () => {
    const flights = open()
    const once = newOnce()
    await place(flights, once)
    const before = await counts()
    const other = { ...once, fingerprint: Buffer.from('b'.padEnd(32)) }
    expect(await place(flights, other)).toMatchObject({ ok: false, failure: { kind: 'key-reused' } })
    expect(await counts()).toEqual(before)
  })

  it('D46 that failed leaves its key free, and is remembered by its tag once it was done', async () => {
    const flights = open()
    const once = newOnce()
    expect(await place(flights, once, 10_000_000)).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', statement: 0, constraint: 'products_stock_suffices' },
    })
    expect(await flights.remembers(tagOf(once.id))).toMatchObject({ timeline: undefined })
    expect(await place(flights, once)).toMatchObject({ ok: true, repeated: false })
    expect(await flights.remembers(tagOf(once.id))).toMatchObject({ timeline: 1 })
  })

  it('D47 keeps its key for a day, then the key is free', async () => {
    const flights = open()
    const [old, young] = [newOnce(), newOnce()]
    await place(flights, old)
    await place(flights, young)
    const age = (id: string, hours: number) =>
      database.sql`update nearside_idempotency set created_at = now() - make_interval(hours => ${hours}) where id = ${id}`
    await Promise.all([age(old.id, 25), age(young.id, 23)])
    expect(await reap(flights)).toBeUndefined()
    expect(await place(flights, young)).toMatchObject({ repeated: true })
    expect(await place(flights, old)).toMatchObject({ repeated: false })
  })
})

describe('the way to the primary', () => {
  it('D48 leads to the one among several servers that is the primary', async () => {
    const flights = open({ urls: [database.replicaUrl, database.url] })
    expect(await place(flights, newOnce())).toMatchObject({ ok: true, position: { timeline: 1 } })
    expect(flights.primaryUrl).toBe(database.url)
  })

  it('D49 does not lead to a primary of an older timeline than one that was seen, and says so', async () => {
    const lineage = createLineage()
    const refusals: string[] = []
    const flights = open({
      lineage,
      acquireTimeoutMs: 2_000,
      onConnectError: (error) => refusals.push(String(error)),
    })
    const once = newOnce()
    await place(flights, once)
    const before = await counts()
    lineage.saw(2)
    expect(await place(flights, newOnce())).toMatchObject({ ok: false, failure: { kind: 'unavailable' } })
    expect(refusals).toContainEqual(
      expect.stringContaining('fenced: this primary is on timeline 1, and timeline 2 has been seen'),
    )
    expect(await counts()).toEqual(before)
  })

  it("D61 does not lead to a primary of another database than the region's own server holds, and ends what led there", async () => {
    const lineage = createLineage()
    const refusals: string[] = []
    const flights = open({
      lineage,
      acquireTimeoutMs: 2_000,
      onConnectError: (error) => refusals.push(String(error)),
    })
    expect(await place(flights, newOnce())).toMatchObject({ ok: true })
    const before = await counts()
    const epoch = (flights.epoch ?? 0) + 1
    lineage.learn({ epoch, history: { timeline: 1, ancestors: [] } }, 'own server')
    expect(await place(flights, newOnce())).toMatchObject({ ok: false, failure: { kind: 'unavailable' } })
    expect(refusals).toContainEqual(expect.stringContaining('fenced: this server is of another database'))
    expect(await counts()).toEqual(before)
    expect(flights.connected).toBe(false)
  })

  it('D50 is measured by the flights that took it', async () => {
    const flights = open()
    expect(flights.roundTripMs).toBeUndefined()
    await place(flights, newOnce())
    expect(flights.roundTripMs).toBeGreaterThan(0)
  })
})

describe('a flight that is held up', () => {
  it('D52 by a lock ends before its connection is given up, and is known to have failed', async () => {
    const flights = open({ connections: 1, flightTimeoutMs: 1_000 })
    await flights.warm(AbortSignal.timeout(5_000))
    const sessions = () => database.sql`select pid from pg_stat_activity
      where application_name = 'nearside-flight' and datname = current_database()`
    const before = await sessions()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const { promise: held, resolve: hold } = Promise.withResolvers<void>()
    const holding = database.sql.begin(async (tx) => {
      await tx`select from products where id = ${PRODUCT.id} for update`
      hold()
      await released
    })
    await held
    expect(await place(flights, newOnce())).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', sqlstate: '57014' },
    })
    release()
    await holding
    expect(await sessions()).toEqual(before)
  })

  it('D53 by a black hole ends in time, and so does a question after a write', async () => {
    const link = await openLink({ rttMs: 2, targetPort: portOf(database.url), name: 'test' })
    onTestFinished(() => link.close())
    const flights = open({
      urls: [through(database.url, link.port)],
      connections: 1,
      flightTimeoutMs: 300,
      acquireTimeoutMs: 300,
    })
    await flights.warm(AbortSignal.timeout(5_000))
    link.setFault({ kind: 'blackhole' })
    expect(await flights.remembers('0'.repeat(16))).toBeUndefined()
    expect(await place(flights, newOnce())).toMatchObject({ ok: false })
  })
})

it('D51 the heartbeat keeps the primary’s time, and one that comes too early changes nothing', async () => {
  const flights = open()
  const at = async () => (await database.sql`select at from nearside_heartbeat`)[0]?.at as Date
  await database.sql`update nearside_heartbeat set at = now() - interval '1 hour'`
  expect(await beat(flights)).toBeUndefined()
  const beaten = await at()
  expect(Math.abs(Date.now() - beaten.getTime())).toBeLessThan(60_000)
  await beat(flights)
  expect(await at()).toEqual(beaten)
  await until(async () => {
    await beat(flights)
    return (await at()) > beaten
  })
})

import { asc, eq, getTableColumns, sql } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { connectReader } from '../../db/connect.ts'
import { databaseTrouble } from '../../db/database-error.ts'
import { createReadPool } from '../../db/read-pool.ts'
import { products } from '../../db/schema.ts'
import { seededProducts } from '../../db/seed.ts'
import { watch } from '../../db/watch.ts'
import { openLink } from '../../planet/link.ts'
import { parseLsn } from '../../protocol/position.ts'
import { openTestDatabase, portOf, type TestDatabase, through, until } from '../support/database.ts'
import { openTurnProxy } from '../support/turn-proxy.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

function openReader(url: string, connections = 1) {
  const reader = connectReader(url, { connections })
  onTestFinished(() => reader.close())
  return reader
}

const [PRODUCT] = seededProducts()

describe('a read', () => {
  it('D62 takes one round trip with its position, once its statement is known on the connection, and one more at the most where a replica still replays', async () => {
    const turnsOfReads = async (url: string) => {
      const proxy = await openTurnProxy(portOf(url))
      onTestFinished(() => proxy.close())
      const reader = openReader(through(url, proxy.port))
      const read = () =>
        reader.db
          .select()
          .from(products)
          .where(eq(products.id, PRODUCT?.id ?? ''))
      await read()
      const turns: number[] = []
      for (let count = 0; count < 50; count++) {
        const before = proxy.turns()
        expect(await read()).toMatchObject([{ name: PRODUCT?.name }])
        turns.push(proxy.turns() - before)
      }
      return { turns: turns.toSorted(), told: reader.told }
    }
    const primary = await turnsOfReads(database.url)
    expect(primary.turns).toEqual(Array(50).fill(1))
    expect(primary.told).toMatchObject({ role: 'primary', position: { timeline: 1 } })
    const replica = await turnsOfReads(database.replicaUrl)
    expect(replica.told).toMatchObject({ role: 'replica', position: { timeline: 1 } })
    expect(replica.turns[25]).toBe(1)
    expect(replica.turns[49]).toBeLessThanOrEqual(2)
  })

  it('D63 gives and takes values of every type as Drizzle over postgres.js does', async () => {
    await database.sql.unsafe(EVERY_TYPE)
    await database.replicated()
    const plain = postgres(database.replicaUrl, { max: 1, fetch_types: false })
    onTestFinished(() => plain.end())
    const [theirs, ours] = [drizzle({ client: plain }), openReader(database.replicaUrl).db]
    const rows = await ours.select().from(types).orderBy(asc(types.id))
    expect(rows).toHaveLength(2)
    expect(rows).toEqual(await theirs.select().from(types).orderBy(asc(types.id)))
    const raw = sql`select *, null as nothing, 'twice' as nothing from every_type order by id`
    const [given, expected] = [await ours.execute(raw), await theirs.execute(raw)]
    expect([...given]).toEqual([...expected])
    expect([given.count, given.command]).toEqual([expected.count, expected.command])
    for (const [name, column] of Object.entries(getTableColumns(types))) {
      // Postgres compares neither of them.
      if (name === 'json' || name === 'point') continue
      const value = Object.entries(rows[0] ?? {}).find(([key]) => key === name)?.[1]
      const found = await ours.select({ id: types.id }).from(types).where(eq(column, value))
      expect([name, found]).toEqual([name, [{ id: 1 }]])
    }
    const told = sql`select ${true} as a, ${12n} as b, ${Buffer.from([0, 255])} as c, ${null}::int as d, ${'x'}::text as e, ${1.5}::float8 as f`
    expect([...(await ours.execute(told))]).toEqual([...(await theirs.execute(told))])
  })

  it('D64 brings a position from behind its snapshot', async () => {
    for (const url of [database.url, database.replicaUrl]) {
      const reader = openReader(url)
      const gate = await openGate(url)
      const read = async () => await reader.db.execute(gate.waiting)
      await read()
      await gate.shut()
      const reading = read()
      await gate.isWaitedAt()
      const before = reader.told?.position.lsn
      const [write] = await database.sql`
        with written as (update products set stock = stock where id = ${PRODUCT?.id ?? ''} returning 1)
        select count(*) from written`
      expect(write?.count).toBe('1')
      const [at] = await database.sql`select pg_current_wal_flush_lsn()::text as lsn`
      await database.replicated()
      expect(reader.told?.position.lsn).toBe(before)
      await gate.open()
      await reading
      expect(reader.told?.position.lsn).toBeGreaterThanOrEqual(parseLsn(at?.lsn) ?? -1n)
    }
  })

  it('D65 goes on over a table that was altered since, and after an error', async () => {
    await database.sql`create table altered as select 1 as a`
    await database.replicated()
    const reader = openReader(database.replicaUrl)
    const read = async () => [...(await reader.db.execute(sql`select * from altered`))]
    expect([await read(), await read()]).toEqual([[{ a: 1 }], [{ a: 1 }]])
    await expect(reader.db.execute(sql`select 1 / (a - a) from altered`)).rejects.toThrow()
    await database.sql`alter table altered add column b text default 'new'`
    await database.replicated()
    expect(await read()).toEqual([{ a: 1, b: 'new' }])
  })

  it('D66 keeps a hundred statements on a connection, those that were used last', async () => {
    const reader = openReader(database.replicaUrl)
    const name = (number: number) => sql.identifier(`n${number}`)
    const known = async () => {
      const rows = await reader.db.execute<{ statement: string }>(
        sql`select statement from pg_prepared_statements where statement like 'select 1 as%'`,
      )
      return rows.map(({ statement }) => statement)
    }
    for (let number = 0; number < 120; number++) {
      await reader.db.execute(sql`select 1 as ${name(number)}`)
      await reader.db.execute(sql`select 1 as ${name(0)}`)
    }
    const statements = await known()
    expect(statements.length).toBeLessThanOrEqual(100)
    expect(statements).toEqual(expect.arrayContaining(['select 1 as "n0"', 'select 1 as "n119"']))
    expect(statements).not.toContain('select 1 as "n1"')
  })
})

describe('the pool of reads', () => {
  it('D67 holds up no read behind a slow one, serves next who has waited longest, and opens no more than it may', async () => {
    const reader = openReader(database.replicaUrl, 2)
    const gate = await openGate(database.replicaUrl)
    await gate.shut()
    const ended: string[] = []
    const read = async (name: string, query = sql`select 1`) => {
      await reader.db.execute(query)
      ended.push(name)
    }
    const slow = read('slow', gate.waiting)
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => read(name)))
    expect(ended).toEqual(['a', 'b', 'c', 'd'])
    await gate.open()
    await slow
    expect(reader.use).toEqual({ most: 2, inUse: 0, idle: 2, waiting: 0 })
  })

  it('B111 sends quick reads of one turn in one round trip, and one that fails among them fails alone', async () => {
    // The primary has nothing to replay, for which a replica is asked once more; a machine that stutters makes no read slow here.
    const proxy = await openTurnProxy(portOf(database.url))
    onTestFinished(() => proxy.close())
    const options = { connections: 2, quickMs: Number.POSITIVE_INFINITY }
    const pool = createReadPool(through(database.url, proxy.port), options)
    onTestFinished(() => pool.close())
    const read = (divisor: number) => pool.read({ text: 'select 6 / $1::int as n', parameters: [divisor] })
    const rows = (reads: readonly { rows: unknown }[]) => reads.map((each) => each.rows)
    // Until the statement counts as quick, and is known on both connections.
    for (let count = 0; count < 40; count++) await Promise.all([read(1), read(1)])
    for (let count = 0; count < 50; count++) {
      const before = proxy.turns()
      // The first one goes at once, while nothing is under way.
      expect(rows(await Promise.all([1, 2, 3, 6].map(read)))).toEqual([[['6']], [['3']], [['2']], [['1']]])
      expect(proxy.turns() - before).toBe(2)
    }
    const settled = await Promise.allSettled([1, 2, 0, 3].map(read))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(settled[2]).toMatchObject({ reason: { code: '22012' } })
  })

  it('D68 ends what a black hole holds up, and lost and closed connections are told as such', async () => {
    const link = await openLink({ rttMs: 2, targetPort: portOf(database.replicaUrl), name: 'test' })
    onTestFinished(() => link.close())
    const pool = createReadPool(through(database.replicaUrl, link.port), { connections: 1, longestMs: 500 })
    onTestFinished(() => pool.close())
    const read = (text = 'select 1') => pool.read({ text, parameters: [] })
    const troubles = async (...reads: Promise<unknown>[]) =>
      (await Promise.allSettled(reads)).map(
        (each) => each.status === 'rejected' && databaseTrouble(each.reason),
      )
    await read()
    link.setFault({ kind: 'blackhole' })
    expect(await troubles(read(), read())).toEqual(['unavailable', 'unavailable'])
    link.setFault(undefined)
    await read()
    const ending = troubles(read('select pg_sleep(0.4)'))
    link.setFault({ kind: 'cut' })
    expect(await ending).toEqual(['unavailable'])
    link.setFault(undefined)
    await read()
    await pool.close()
    expect(await troubles(read())).toEqual(['unavailable'])
  })

  it('D69 what a read has told is heard by the watcher where its server is what it was known to be, and else asks for a look', async () => {
    const watcher = watch(database.replicaUrl, { intervalMs: 60_000 })
    onTestFinished(() => watcher.close())
    const reader = openReader(database.replicaUrl)
    const known = await watcher.look()
    await database.sql`update products set stock = stock where id = ${PRODUCT?.id ?? ''}`
    await database.replicated()
    await reader.db.execute(sql`select 1`)
    const { told } = reader
    if (!told || known.state !== 'reachable') throw new Error('nothing is known')
    expect(told.position.lsn).toBeGreaterThan(known.seen.position.lsn)
    expect(watcher.hear({ ...told, incarnation: 'another life' })).toBeUndefined()
    expect(watcher.hear({ ...told, role: 'primary' })).toBeUndefined()
    expect(watcher.hear({ ...told, position: { ...told.position, timeline: 2 } })).toBeUndefined()
    expect(watcher.current).toBe(known)
    expect(watcher.hear(told)?.seen.position).toEqual(told.position)
    expect(watcher.hear({ ...told, position: known.seen.position })?.seen.position).toEqual(told.position)
  })
})

/** What a read waits at, on its own server, for as long as it is shut. */
async function openGate(url: string) {
  const session = postgres(url, { max: 1 })
  onTestFinished(() => session.end({ timeout: 1 }))
  return {
    waiting: sql`select pg_advisory_xact_lock(1)`,
    shut: () => session`select pg_advisory_lock(1)`,
    open: () => session`select pg_advisory_unlock(1)`,
    isWaitedAt: () =>
      until(async () => {
        const [row] = await session`
          select count(*)::int as waiting from pg_locks
          where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`
        return row?.waiting === 1
      }),
  }
}

const types = pg.pgTable('every_type', {
  id: pg.integer().primaryKey(),
  boolean: pg.boolean(),
  smallint: pg.smallint(),
  bigintNumber: pg.bigint('bigint_number', { mode: 'number' }),
  bigint: pg.bigint({ mode: 'bigint' }),
  real: pg.real(),
  double: pg.doublePrecision(),
  numeric: pg.numeric({ precision: 40, scale: 20 }),
  text: pg.text(),
  varchar: pg.varchar({ length: 20 }),
  char: pg.char({ length: 5 }),
  uuid: pg.uuid(),
  json: pg.json(),
  jsonb: pg.jsonb(),
  date: pg.date(),
  dateDate: pg.date('date_date', { mode: 'date' }),
  time: pg.time(),
  timestamp: pg.timestamp({ mode: 'string' }),
  timestampDate: pg.timestamp('timestamp_date', { mode: 'date' }),
  timestamptz: pg.timestamp({ mode: 'string', withTimezone: true }),
  timestamptzDate: pg.timestamp('timestamptz_date', { mode: 'date', withTimezone: true }),
  interval: pg.interval(),
  inet: pg.inet(),
  point: pg.point(),
  integers: pg.integer().array(),
  texts: pg.text().array(),
  times: pg.timestamp({ withTimezone: true, mode: 'string' }).array(),
})

const EVERY_TYPE = `
  create table every_type (
    id int primary key, "boolean" bool, "smallint" int2, bigint_number int8, "bigint" int8, "real" float4, "double" float8,
    "numeric" numeric(40,20), "text" text, "varchar" varchar(20), "char" char(5), "uuid" uuid, "json" json, "jsonb" jsonb,
    "date" date, date_date date, "time" time, "timestamp" timestamp, timestamp_date timestamp, "timestamptz" timestamptz,
    timestamptz_date timestamptz, "interval" interval, "inet" inet, "point" point, integers int[], texts text[], times timestamptz[],
    bytes bytea, oid_of oid, day_range daterange
  );
  insert into every_type values (
    1, true, -3, 9007199254740991, 9223372036854775807, 1.5, 0.1, 12345678901234567890.12345678901234567890,
    E'üñí "quoted" \\\\ \\n', 'v', 'c', '019b76da-a800-7758-a890-261d23c54710', '{"a":[1,null,"ü"]}', '{"b":{"c":1.50}}',
    '2026-02-28', '2026-02-28', '23:59:59.123456', '2026-02-28 01:02:03.456', '2026-02-28 01:02:03.456',
    '2026-02-28 01:02:03.456+02', '2026-02-28 01:02:03.456+02', '1 mon 2 days 03:04:05', '10.0.0.1/8', '(1,2.5)',
    '{1,2}', '{a,"b,c"}', '{"2026-02-28 01:02:03+00"}', '\\xdeadbeef', 42, '[2026-01-01,2026-02-01)'
  );
  insert into every_type (id) values (2);`

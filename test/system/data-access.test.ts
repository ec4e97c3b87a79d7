import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { connectReader } from '../../db/connect.ts'
import { databaseTrouble } from '../../db/database-error.ts'
import { migrate } from '../../db/migrate.ts'
import { seed } from '../../db/seed.ts'
import { watch } from '../../db/watch.ts'
import { openLink } from '../../planet/link.ts'
import { openTestDatabase, portOf, type TestDatabase, through, until } from '../support/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

it('D27 the read handle refuses every write with SQLSTATE 25006, on the primary too', async () => {
  for (const url of [database.url, database.replicaUrl]) {
    const reader = connectReader(url)
    onTestFinished(() => reader.close())
    const error = await reader.db.execute(sql`update products set stock = 1`).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(databaseTrouble(error)).toBe('read-only')
  }
})

it('D28 a watched server tells its role, timeline, position and lag', async () => {
  const [primary, replica] = [watch(database.url), watch(database.replicaUrl, { intervalMs: 20 })]
  onTestFinished(() => primary.close())
  onTestFinished(() => replica.close())
  await until(() => primary.current.state === 'reachable')
  expect(primary.current).toMatchObject({
    state: 'reachable',
    seen: { role: 'primary', position: { timeline: 1 } },
    lag: { ms: 0, bytes: 0 },
  })
  await database.replicated()
  await until(() => replica.current.state === 'reachable' && replica.current.lag.ms === 0)
  expect(replica.current).toMatchObject({
    state: 'reachable',
    seen: { role: 'replica', streaming: true, position: { timeline: 1 } },
    lag: { ms: 0, bytes: 0 },
  })
})

it('D29 a server that stops answering is unreachable, keeps its last role, and comes back by itself', async () => {
  const link = await openLink({ rttMs: 2, targetPort: portOf(database.url), name: 'test' })
  onTestFinished(() => link.close())
  const watcher = watch(through(database.url, link.port), { intervalMs: 20, timeoutMs: 300 })
  onTestFinished(() => watcher.close())
  await until(() => watcher.current.state === 'reachable')
  for (const kind of ['blackhole', 'cut'] as const) {
    link.setFault({ kind })
    await until(() => watcher.current.state === 'unreachable')
    expect(watcher.current).toMatchObject({ lastRole: 'primary' })
    link.setFault(undefined)
    await until(() => watcher.current.state === 'reachable')
  }
})

it('D30 migrating and seeding again changes nothing', async () => {
  await database.sql`update products set stock = 5 where id = (select min(id::text)::uuid from products)`
  const before = await database.sql`select * from products order by id`
  await Promise.all([migrate(database.url), migrate(database.url)])
  await seed(database.url)
  expect(await database.sql`select * from products order by id`).toEqual(before)
})

it('D31 a login of the reader’s role may only read, one of the writer’s role may not change the schema', async () => {
  const [{ name } = { name: '' }] = await database.sql<{ name: string }[]>`select current_database() as name`
  const logins = ['reader', 'writer'].map((role) => ({ role, login: `${name}_${role}` }))
  for (const { role, login } of logins) {
    await database.sql.unsafe(`create role ${login} login password 'test' in role nearside_${role}`)
  }
  onTestFinished(async () => {
    for (const { login } of logins) await database.sql.unsafe(`drop role ${login}`)
  })
  const as = (login: string, statement: string) => {
    const url = new URL(database.url)
    url.username = login
    url.password = 'test'
    const own = postgres(url.href, { max: 1, onnotice: () => {} })
    return own
      .unsafe(statement)
      .then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
      .finally(() => own.end())
  }
  const [reader = '', writer = ''] = logins.map(({ login }) => login)
  expect(await as(reader, 'select from products')).toBe('done')
  expect(await as(reader, 'select received_tli from pg_stat_wal_receiver')).toBe('done')
  expect(await as(reader, "update products set name = 'x'")).toBe('42501')
  expect(await as(writer, 'update products set name = name')).toBe('done')
  expect(await as(writer, 'select pg_current_wal_flush_lsn()')).toBe('done')
  expect(await as(writer, 'create table mine (id int)')).toBe('42501')
})

import { createConnection, createServer, type Socket } from 'node:net'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createReadPool } from '../../db/read-pool.ts'
import { openTestDatabase, portOf, type TestDatabase, through, until } from '../support/database.ts'
import { openTurnProxy } from '../support/turn-proxy.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

describe('a read', () => {
  it('D72 of too many parameters, or with one that is undefined, ends before anything is sent', async () => {
    const proxy = await openTurnProxy(portOf(database.url))
    onTestFinished(() => proxy.close())
    const pool = createReadPool(through(database.url, proxy.port), { connections: 1 })
    onTestFinished(() => pool.close())
    const read = (parameters: readonly unknown[]) =>
      pool.read({ text: `select ${parameters.map((_, at) => `$${at + 1}::text`)}`, parameters })
    await read(['1'])
    const before = proxy.turns()
    await expect(read(Array(32_768).fill('1'))).rejects.toThrow(
      new TypeError('a read takes 32767 parameters at the most, this one has 32768'),
    )
    await expect(read(['1', undefined])).rejects.toThrow(
      new TypeError('parameter $2 of a read is undefined: say null'),
    )
    expect(proxy.turns()).toBe(before)
  })

  it('D73 whose answer can not be understood ends its connection and nothing else', async () => {
    const proxy = await openRudeProxy(portOf(database.url))
    const pool = createReadPool(through(database.url, proxy.port), { connections: 1 })
    onTestFinished(() => pool.close())
    const read = () => pool.read({ text: 'select 1', parameters: [] })
    await read()
    // A statement that takes fewer parameters than none.
    proxy.answer(Buffer.from([0x74, 0, 0, 0, 6, 0xff, 0xff]))
    const [settled] = await Promise.allSettled([read()])
    expect(settled).toMatchObject({ status: 'rejected', reason: { code: 'CONNECTION_CLOSED' } })
    expect((await read()).rows).toEqual([['1']])
  })

  it('D74 that changes its session is refused, and nothing of it is left for the next', async () => {
    const pool = createReadPool(database.url, { connections: 1 })
    onTestFinished(() => pool.close())
    const read = (text: string) => pool.read({ text, parameters: [] })
    const settings = async () => (await read(SETTINGS)).rows
    const before = await settings()
    for (const text of CHANGING) {
      await expect(read(text)).rejects.toThrow(new TypeError(`a read may not change its session: ${text}`))
      expect([text, await settings()]).toEqual([text, before])
      await expect(read('update products set stock = stock')).rejects.toMatchObject({ code: '25006' })
    }
    for (const text of ['', 'show timezone', 'explain select 1', 'values (1)']) await read(text)
  })

  it('D75 finds the position again where its statement has gone from the session', async () => {
    const pool = createReadPool(database.url, { connections: 1 })
    onTestFinished(() => pool.close())
    const read = (text: string) => pool.read({ text, parameters: [] })
    // A function that takes the statements with it, and tells nothing of it.
    await database.sql`
      create function forget() returns int language plpgsql as $$ begin execute 'deallocate all'; return 1; end $$`
    await expect(read('select forget()')).rejects.toThrow('may not change its session')
    expect((await read('select 1')).rows).toEqual([['1']])
  })

  it('D76 that was never sent over a connection that is lost goes over another one', async () => {
    const proxy = await openRudeProxy(portOf(database.url))
    const pool = createReadPool(through(database.url, proxy.port), { connections: 1 })
    onTestFinished(() => pool.close())
    const read = () => pool.read({ text: 'select 1', parameters: [] })
    const burst = async () => {
      const settled = await Promise.allSettled(Array.from({ length: 10 }, read))
      return settled.filter(({ status }) => status === 'rejected').length
    }
    await read()
    // Idle, and its socket stays open.
    proxy.say(errorMessage('FATAL', '57P01'))
    await until(() => pool.use.idle === 0)
    expect(await burst()).toBe(0)
    // Only the one that was under way is lost.
    proxy.answer(errorMessage('FATAL', '57P01'))
    expect(await burst()).toBe(1)
    // The next one waits in the driver until the server is ready again.
    proxy.answer(errorMessage('ERROR', '22012'))
    await expect(read()).rejects.toMatchObject({ code: '22012' })
    const unsent = read()
    proxy.cut()
    expect((await unsent).rows).toEqual([['1']])
  })

  it('D77 counts as slow where its position was asked for twice, too', async () => {
    const replica = postgres(database.replicaUrl, { max: 1 })
    onTestFinished(() => replica.end())
    onTestFinished(async () => void (await replica`select pg_wal_replay_resume()`))
    await replica`select pg_wal_replay_pause()`
    await database.sql`update products set stock = stock`
    await until(async () => {
      const [row] = await replica`select pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn() as behind`
      return row?.behind === true
    })
    const proxy = await openTurnProxy(portOf(database.replicaUrl))
    onTestFinished(() => proxy.close())
    const pool = createReadPool(through(database.replicaUrl, proxy.port), { connections: 1 })
    onTestFinished(() => pool.close())
    const read = () => pool.read({ text: 'select pg_sleep(0.01)', parameters: [] })
    for (let count = 0; count < 17; count++) await read()
    const before = proxy.turns()
    await Promise.all([read(), read(), read()])
    expect(proxy.turns() - before).toBe(6)
  })

  it('D78 waits for an open connection where no more can be opened, and for another try', async () => {
    const proxy = await openRudeProxy(portOf(database.url))
    const pool = createReadPool(through(database.url, proxy.port), { connections: 2 })
    const holder = createReadPool(database.url, { connections: 1 })
    onTestFinished(() => Promise.all([pool.close(), holder.close()]).then(() => {}))
    await holder.read({ text: 'select pg_advisory_lock(78)', parameters: [] })
    await pool.read({ text: 'select 1', parameters: [] })
    const slow = pool.read({ text: 'select pg_advisory_xact_lock(78)', parameters: [] })
    proxy.refuse(true)
    const waiting = pool.read({ text: 'select 1', parameters: [] })
    await until(() => proxy.refused() > 0)
    proxy.refuse(false)
    expect((await waiting).rows).toEqual([['1']])
    await holder.read({ text: 'select pg_advisory_unlock(78)', parameters: [] })
    await slow
  })

  it('D79 has told nothing any more when the last connection is lost', async () => {
    const proxy = await openRudeProxy(portOf(database.url))
    const pool = createReadPool(through(database.url, proxy.port), { connections: 1 })
    onTestFinished(() => pool.close())
    await pool.read({ text: 'select 1', parameters: [] })
    expect(pool.told).toMatchObject({ role: 'primary' })
    proxy.cut()
    await until(() => pool.told === undefined)
  })
})

const SETTINGS = `
  select current_setting('statement_timeout'), current_setting('default_transaction_read_only'),
    now() = statement_timestamp() as alone, (select count(*) from pg_listening_channels())`

const CHANGING = [
  'begin',
  'start transaction isolation level repeatable read',
  'deallocate all',
  'discard all',
  'set default_transaction_read_only = off',
  "select set_config('default_transaction_read_only', 'off', false)",
  'set statement_timeout = 0',
  'reset statement_timeout',
  'prepare mine as select 1',
  'declare mine cursor with hold for select 1',
  'listen mine',
  'do $$ begin set statement_timeout = 0; end $$',
]

/** A proxy that says on its own what a server would not, or not now. */
async function openRudeProxy(targetPort: number) {
  const clients = new Set<Socket>()
  let instead: Uint8Array | undefined
  let refuses = false
  let refused = 0
  const server = createServer((client) => {
    if (refuses) {
      refused++
      return void client.resetAndDestroy()
    }
    const upstream = createConnection(targetPort, '127.0.0.1')
    clients.add(client)
    client.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => {
      client.write(instead ?? chunk)
      instead = undefined
    })
    for (const socket of [client, upstream]) {
      socket.on('error', () => {})
      socket.on('close', () => {
        clients.delete(client)
        client.destroy()
        upstream.destroy()
      })
    }
  })
  await promisify((done: () => void) => server.listen(0, '127.0.0.1', done))()
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    /** To all. */
    say(bytes: Uint8Array) {
      for (const client of clients) client.write(bytes)
    },
    /** In the place of what the server answers next. */
    answer(bytes: Uint8Array) {
      instead = bytes
    },
    cut() {
      for (const client of clients) client.resetAndDestroy()
    },
    refuse(isRefusing: boolean) {
      refuses = isRefusing
    },
    refused: () => refused,
  }
}

function errorMessage(severity: string, code: string): Uint8Array {
  const fields = Buffer.from(`S${severity}\0C${code}\0Mfor a test\0\0`)
  const head = Buffer.from([0x45, 0, 0, 0, 0])
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}

import { createConnection, createServer } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createReadPool } from '../../db/read-pool.ts'
import { openTestDatabase, portOf, type TestDatabase, through } from '../support/database.ts'
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
    const garbler = await openGarbler(portOf(database.url))
    const pool = createReadPool(through(database.url, garbler.port), { connections: 1 })
    onTestFinished(() => pool.close())
    const read = () => pool.read({ text: 'select 1', parameters: [] })
    await read()
    garbler.garble()
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

/** A proxy that puts a message before the server's next answer: a statement that takes fewer parameters than none. */
async function openGarbler(targetPort: number) {
  let garbles = false
  const server = createServer((client) => {
    const upstream = createConnection(targetPort, '127.0.0.1')
    client.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => {
      if (garbles) client.write(Buffer.from([0x74, 0, 0, 0, 6, 0xff, 0xff]))
      garbles = false
      client.write(chunk)
    })
    for (const socket of [client, upstream]) {
      socket.on('error', () => {})
      socket.on('close', () => {
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
    garble() {
      garbles = true
    },
  }
}

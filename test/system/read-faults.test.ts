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
})

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

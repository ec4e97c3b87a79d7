/** A proxy before a database that counts what it is asked: no extension, and the same for every driver. */

import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { type Asked, createAskedReader } from './frontend-messages.ts'

/** `roundTrips`: how often a connection asked after it was answered. So of one request at a time, not of several. */
export type Counts = Asked & { readonly roundTrips: number }

export type Counter = {
  /** The same URL, by way of the proxy. */
  readonly url: string
  /** Since it was opened. */
  counts(): Counts
}

/** @param stack closes it, with all its connections. */
export async function openCounter(databaseUrl: string, stack: AsyncDisposableStack): Promise<Counter> {
  const target = new URL(databaseUrl)
  const counts = { statements: 0, parsed: 0, roundTrips: 0 }
  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    const read = createAskedReader()
    let isAnswered = true
    client.on('data', (chunk: Buffer) => {
      const asked = read(chunk)
      counts.statements += asked.statements
      counts.parsed += asked.parsed
      if (isAnswered) counts.roundTrips += 1
      isAnswered = false
      database.write(chunk)
    })
    database.on('data', (chunk: Buffer) => {
      isAnswered = true
      client.write(chunk)
    })
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on('error', () => {})
      one.once('close', () => other.destroy())
    }
    stack.defer(() => void client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stack.defer(() => void server.close())
  const address = server.address()
  const url = new URL(databaseUrl)
  url.port = String(typeof address === 'object' ? address?.port : '')
  return { url: url.href, counts: () => ({ ...counts }) }
}

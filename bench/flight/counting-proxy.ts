import { createConnection, createServer, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { countTurns } from './wire-turns.ts'

export type CountingProxy = {
  readonly port: number
  /** Round trips until now. */
  turns(): number
  close(): void
}

/**
 * Stands on the client's side of a link: there an answer is a whole distance away, so that what leaves together is counted
 * as together. Next door to the server it would already be answered in part.
 */
export async function openCountingProxy(targetPort: number): Promise<CountingProxy> {
  const sockets = new Set<Socket>()
  const counter = countTurns()
  const server = createServer({ noDelay: true }, (client) => {
    counter.opened()
    const upstream = createConnection(targetPort, '127.0.0.1').setNoDelay(true)
    client.on('data', (chunk) => {
      counter.sent()
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      counter.received()
      client.write(chunk)
    })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
  })
  await promisify((done: () => void) => server.listen(0, '127.0.0.1', done))()
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    turns: () => counter.count,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

import { createConnection, createServer, type Socket } from 'node:net'
import { promisify } from 'node:util'

/** A TCP proxy that counts round trips by the order of messages and not by the clock. */
export type TurnProxy = {
  readonly port: number
  /** How often a client spoke first or again after the server had: each one is a round trip. */
  turns(): number
  /** How many bytes clients have sent. */
  sentBytes(): number
  /** What becomes of the next bytes from a client, on any connection. */
  next(fate: Fate): void
  /** Resets what is open; new connections are refused until {@link TurnProxy.mend}. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** `lose-request`: reset before they are passed on. `lose-answer`: passed on, and reset when the commit is answered. */
export type Fate = 'lose-request' | 'lose-answer'

export async function openTurnProxy(targetPort: number): Promise<TurnProxy> {
  const sockets = new Set<Socket>()
  let turns = 0
  let sentBytes = 0
  let fate: Fate | undefined
  let isCut = false

  const server = createServer((client) => {
    if (isCut) return void client.resetAndDestroy()
    const upstream = createConnection(targetPort, '127.0.0.1').setNoDelay(true)
    const reset = () => {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    let clientSpoke = false
    let losesAnswer = false
    client.on('data', (chunk) => {
      const lot = fate
      fate = undefined
      if (lot === 'lose-request') return reset()
      losesAnswer ||= lot === 'lose-answer'
      if (!clientSpoke) turns++
      clientSpoke = true
      sentBytes += chunk.length
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (losesAnswer && chunk.includes('COMMIT')) return reset()
      clientSpoke = false
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
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: address.port,
    turns: () => turns,
    sentBytes: () => sentBytes,
    next(lot) {
      fate = lot
    },
    cut,
    mend() {
      isCut = false
    },
    async close() {
      cut()
      await promisify((done: () => void) => server.close(() => done()))()
    },
  }
}

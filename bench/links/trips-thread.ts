/** Sends small messages to and fro, one at a time on each connection, and says how long each was under way. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'

export type TripsOrder = { readonly ports: readonly number[]; readonly forMs: number }

parentPort?.on('message', async ({ ports, forMs }: TripsOrder) => {
  const all = await Promise.all(ports.map((port) => travel(port, forMs)))
  parentPort?.postMessage(all.flat())
})

async function travel(port: number, forMs: number): Promise<readonly number[]> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  // The first one pays for the handshake.
  await trip(socket)
  const tripsMs: number[] = []
  const endMs = performance.now() + forMs
  while (performance.now() < endMs) {
    tripsMs.push(await trip(socket))
    // Never in step with anybody's clock.
    await delay(Math.random() * GAP_MS)
  }
  socket.destroy()
  return tripsMs
}

/** As long as a small request. */
const MESSAGE = Buffer.alloc(300, 'x')
const GAP_MS = 4

function trip(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    const startMs = performance.now()
    socket.once('error', reject)
    socket.on('data', function heard(chunk: Buffer) {
      bytes += chunk.length
      if (bytes < MESSAGE.length) return
      socket.off('data', heard).off('error', reject)
      resolve(performance.now() - startMs)
    })
    socket.write(MESSAGE)
  })
}

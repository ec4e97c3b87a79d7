/**
 * The load: keep-alive connections that each send the next request when the last answer is whole.
 * Raw sockets in a thread of their own, so that the load costs the machine less than what it measures.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { answerLength, isOk } from './answer-frame.ts'
import type { LoadOrder, LoadResult } from './load.ts'

parentPort?.on('message', async (order: LoadOrder) => {
  parentPort?.postMessage(await run(order))
})

async function run({ port, requests, connections, durationMs }: LoadOrder): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => dial(port)))
  const starts: (() => void)[] = []
  let turn = 0
  const latenciesMs: number[] = []
  let answered = 0
  let failed = 0
  let running = true
  const next = () => requests[turn++ % requests.length] ?? ''
  for (const socket of sockets) {
    let received: Buffer = Buffer.alloc(0)
    let sentMs = 0
    const send = () => {
      sentMs = performance.now()
      socket.write(next())
    }
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const length = answerLength(received)
      if (length === undefined) return
      if (isOk(received)) answered += 1
      else failed += 1
      received = received.subarray(length)
      latenciesMs.push(performance.now() - sentMs)
      if (running) send()
    })
    // A connection that breaks is a failure of the request it carried; the others go on.
    socket.once('close', () => {
      if (running) failed += 1
    })
    socket.on('error', () => {})
    starts.push(send)
  }
  const startMs = performance.now()
  for (const start of starts) start()
  await new Promise((resolve) => setTimeout(resolve, durationMs))
  const ms = performance.now() - startMs
  running = false
  for (const socket of sockets) socket.destroy()
  return { answered, failed, ms, latenciesMs: Float64Array.from(latenciesMs) }
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return socket
}

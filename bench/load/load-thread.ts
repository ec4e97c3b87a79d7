/**
 * The load: keep-alive connections that each send the next request when the last answer is whole.
 * Raw sockets in a thread of their own, so that the load costs the machine less than what it measures.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { createFramer, isOk } from './framer.ts'
import type { LoadOrder, LoadResult } from './load.ts'

parentPort?.on('message', async (order: LoadOrder) => {
  parentPort?.postMessage(await run(order))
})

async function run({ port, requests, connections, durationMs }: LoadOrder): Promise<LoadResult> {
  let turn = 0
  const latenciesMs: number[] = []
  let answered = 0
  let isOver = false
  const next = () => requests[turn++ % requests.length] ?? ''
  /** One connection: resolves when its last answer is whole, or when it breaks. */
  const keepAsking = async () => {
    const framer = createFramer('answers')
    const ended = Promise.withResolvers<void>()
    let sentMs = 0
    const send = () => {
      sentMs = performance.now()
      socket.write(next())
    }
    const socket = await dial(port, (chunk) => {
      for (const head of framer.push(chunk)) {
        if (isOk(head)) answered += 1
        latenciesMs.push(performance.now() - sentMs)
        if (isOver) ended.resolve()
        else send()
      }
    })
    // A connection that breaks is a failure of the request it carried; the others go on.
    socket.once('close', () => ended.resolve()).on('error', () => {})
    const close = () => socket.destroy()
    return { send, close, ended: ended.promise }
  }
  const all = await Promise.all(Array.from({ length: connections }, keepAsking))
  const startMs = performance.now()
  for (const { send } of all) send()
  await delay(durationMs)
  isOver = true
  // What was asked is waited for: of few and long requests the unfinished ones would be a large part.
  await Promise.race([Promise.all(all.map(({ ended }) => ended)), delay(LAST_ANSWERS_MS)])
  const ms = performance.now() - startMs
  for (const { close } of all) close()
  return { answered, failed: turn - answered, ms, latenciesMs: Float64Array.from(latenciesMs) }
}

const LAST_ANSWERS_MS = 10_000
const BUFFER_BYTES = 65_536

/** @param onBytes gets what has come, in a buffer that is used again: a megabyte costs no memory. */
async function dial(port: number, onBytes: (chunk: Buffer) => void): Promise<Socket> {
  const buffer = Buffer.alloc(BUFFER_BYTES)
  const callback = (bytes: number) => {
    onBytes(buffer.subarray(0, bytes))
    return true
  }
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } })
  await once(socket, 'connect')
  return socket
}

import { Worker } from 'node:worker_threads'
import type { LinkFault } from './fault.ts'
import type { LinkCommand, LinkEvent } from './messages.ts'

/** The main thread's end of the thread that carries all links. */
export type LinkThread = {
  open(rttMs: number, targetPort: number): Promise<{ id: number; port: number }>
  /** Returns when the fault is in force. */
  setFault(id: number, fault: LinkFault | undefined): void
  close(id: number): Promise<void>
}

let running: LinkThread | undefined

/** @returns the one thread of this process; it starts with the first link and ends with the last. */
export function acquireThread(): LinkThread {
  running ??= startThread(() => {
    running = undefined
  })
  return running
}

function startThread(onIdle: () => void): LinkThread {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { name: 'links' })
  const waiting = new Map<number, (event: LinkEvent) => void>()
  const live = new Set<number>()
  let lastId = 0

  worker.on('message', (event: LinkEvent) => {
    waiting.get(event.id)?.(event)
    waiting.delete(event.id)
  })

  function ask(command: LinkCommand): Promise<LinkEvent> {
    const answered = new Promise<LinkEvent>((resolve) => waiting.set(command.id, resolve))
    worker.postMessage(command)
    return answered
  }

  async function retire(id: number): Promise<void> {
    live.delete(id)
    if (live.size > 0) return
    onIdle()
    await worker.terminate()
  }

  return {
    async open(rttMs, targetPort) {
      lastId += 1
      const id = lastId
      live.add(id)
      const event = await ask({ kind: 'open', id, rttMs, targetPort })
      if (event.kind === 'opened') return { id, port: event.port }
      await retire(id)
      throw new Error(`a link could not be opened: ${event.kind === 'failed' ? event.message : event.kind}`)
    },
    setFault(id, fault) {
      const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
      worker.postMessage({ kind: 'fault', id, fault, done } satisfies LinkCommand)
      Atomics.wait(done, 0, 0, FAULT_TIMEOUT_MS)
    },
    async close(id) {
      await ask({ kind: 'close', id })
      await retire(id)
    },
  }
}

/** The thread answers within a millisecond; this only keeps a thread that died from hanging the process. */
const FAULT_TIMEOUT_MS = 1000

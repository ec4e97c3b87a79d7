import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export type LoadOrder = {
  readonly port: number
  /** Whole HTTP/1.1 requests, sent in turn. */
  readonly requests: readonly string[]
  readonly connections: number
  readonly durationMs: number
}

/** `answered` counts 200s alone. */
export type LoadResult = { readonly answered: number; readonly failed: number; readonly ms: number }

export type Load = {
  run(order: LoadOrder): Promise<LoadResult>
  close(): Promise<void>
}

export function openLoad(): Load {
  const worker = new Worker(new URL('./load-thread.ts', import.meta.url), { name: 'load' })
  return {
    async run(order) {
      const answer = once(worker, 'message')
      worker.postMessage(order)
      const [result] = await answer
      return result
    },
    async close() {
      await worker.terminate()
    },
  }
}

/** @returns a GET as text. */
export function rawGet(path: string, headers: Headers): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `GET ${path} HTTP/1.1\r\n${lines}\r\n`
}

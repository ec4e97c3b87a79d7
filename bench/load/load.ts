import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export type LoadOrder = {
  readonly port: number
  /** Whole HTTP/1.1 requests, sent in turn. */
  readonly requests: readonly (string | Uint8Array)[]
  readonly connections: number
  /** How long requests are sent; the last answers come later. */
  readonly durationMs: number
}

export type LoadResult = {
  /** Answers of the 2xx kind. */
  readonly answered: number
  readonly failed: number
  /** Until the last answer. */
  readonly ms: number
  /** Of each answer, from the request's first byte out to the last byte in, in milliseconds. */
  readonly latenciesMs: Float64Array
}

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

/** @returns a request as it goes over the wire; a body brings its `Content-Length` along. */
export function rawRequest(method: string, path: string, headers: Headers, body?: Uint8Array): Uint8Array {
  const length = body === undefined ? '' : `content-length: ${body.length}\r\n`
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines}${length}\r\n`), body ?? NO_BODY])
}

const NO_BODY = new Uint8Array()

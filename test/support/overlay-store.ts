import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type OverlayStore = {
  /** The Worker that stands in for KV and asks this store; see `EdgesOptions.overlayWorker`. */
  readonly worker: string
  /** `fails`: every call; `hangs`: no read returns. */
  mode: 'works' | 'fails' | 'hangs'
  /** What it holds; undefined: nothing. */
  value: string | undefined
  /** How many reads have arrived. */
  reads(): number
  /** How many reads wait for their answer. */
  waiting(): number
  close(): Promise<void>
}

/** A KV namespace that a test can break. */
export async function openOverlayStore(): Promise<OverlayStore> {
  let reads = 0
  let waiting = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (request.method === 'GET') reads++
    if (store.mode === 'fails') response.writeHead(500).end()
    else if (request.method === 'PUT') {
      store.value = Buffer.concat(chunks).toString()
      response.end()
    } else if (store.mode === 'hangs') {
      waiting++
      response.once('close', () => waiting--)
    } else if (store.value === undefined) response.writeHead(404).end()
    else response.end(store.value)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const store: OverlayStore = {
    worker: workerFor(port),
    mode: 'works',
    value: undefined,
    reads: () => reads,
    waiting: () => waiting,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return store
}

function workerFor(port: number): string {
  return `import { WorkerEntrypoint } from 'cloudflare:workers'
export class Overlay extends WorkerEntrypoint {
  get(key) {
    return ask('GET', key)
  }
  put(key, value) {
    return ask('PUT', key, value)
  }
}
async function ask(method, key, body) {
  const response = await fetch('http://127.0.0.1:${port}/' + key, { method, body })
  if (response.status === 404) return null
  if (!response.ok) throw new Error('KV ' + method + ' failed: ' + response.status)
  return await response.text()
}
export default { fetch: () => new Response(null, { status: 404 }) }
`
}

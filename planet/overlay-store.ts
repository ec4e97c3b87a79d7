/** The store of the overlay as the edges of a planet see it: the real one of workerd, and what can be wrong with it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OverlayWorker } from './edges.ts'
import type { Fault } from './faults.ts'

export type StoreFault = Extract<Fault, { fault: 'kv-down' | 'kv-hang' | 'kv-garbage' | 'kv-slow' }>

export type OverlayStore = {
  faults(): readonly StoreFault[]
  /** A later one takes the place of an earlier. */
  add(fault: StoreFault): void
  clear(): void
  /** Stands between the edges and KV. */
  readonly worker: OverlayWorker
}

export function openOverlayStore(): OverlayStore {
  let current = undefined as StoreFault | undefined
  let changed = Promise.withResolvers<void>()
  const change = (next: StoreFault | undefined) => {
    current = next
    changed.resolve()
    changed = Promise.withResolvers()
  }
  /** Asked before each call, and does not answer while the store hangs. */
  const inForce = async () => {
    while (current?.fault === 'kv-hang') await changed.promise
    return current ?? null
  }
  return {
    faults: () => (current ? [current] : []),
    add: change,
    clear: () => change(undefined),
    worker: {
      script: readFileSync(join(import.meta.dirname, 'overlay-store-worker.js'), 'utf8'),
      kvNamespaces: { KV: 'overlay' },
      serviceBindings: { FAULT: async () => new Response(JSON.stringify(await inForce())) },
    },
  }
}

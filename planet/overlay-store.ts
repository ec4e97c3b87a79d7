/** The store of the overlay as the edges of a planet see it: the real one of workerd, and what can be wrong with it. */
import { join } from 'node:path'
import { Response, type V4WorkerOptions } from 'miniflare'
import type { Fault } from './faults.ts'

export type StoreFault = Extract<Fault, { fault: 'kv-down' | 'kv-hang' | 'kv-garbage' | 'kv-slow' }>

export type OverlayStore = {
  faults(): readonly StoreFault[]
  /** A later one takes the place of an earlier. */
  add(fault: StoreFault): void
  clear(): void
  /** Asked by the Worker between, before each call: the fault in force; while the store hangs, nothing. */
  fault(): Promise<StoreFault | undefined>
}

export function openOverlayStore(): OverlayStore {
  let current = undefined as StoreFault | undefined
  let changed = Promise.withResolvers<void>()
  const change = (next: StoreFault | undefined) => {
    current = next
    changed.resolve()
    changed = Promise.withResolvers()
  }
  return {
    faults: () => (current ? [current] : []),
    add: change,
    clear: () => change(undefined),
    async fault() {
      while (current?.fault === 'kv-hang') await changed.promise
      return current
    },
  }
}

/** @returns the bindings of a city's Worker, with the store that stands between in place of workerd's own. */
export function withStore({ kvNamespaces, serviceBindings }: Bindings): Bindings {
  const { [BINDING]: _, ...others } = Object(kvNamespaces)
  return {
    kvNamespaces: others,
    serviceBindings: { ...serviceBindings, [BINDING]: { name: WORKER, entrypoint: 'Store' } },
  }
}

type Bindings = Pick<V4WorkerOptions, 'kvNamespaces' | 'serviceBindings'>

/** @returns the Worker that stands between. */
export function storeWorker(
  store: OverlayStore,
  { compatibilityDate }: { readonly compatibilityDate?: string | undefined },
): V4WorkerOptions {
  return {
    name: WORKER,
    rootPath: import.meta.dirname,
    modules: true,
    scriptPath: join(import.meta.dirname, 'overlay-store-worker.js'),
    ...(compatibilityDate === undefined ? {} : { compatibilityDate }),
    kvNamespaces: { KV: 'overlay' },
    serviceBindings: {
      FAULT: async () => new Response(JSON.stringify((await store.fault()) ?? null)),
    },
  }
}

const BINDING = 'OVERLAY'
const WORKER = 'overlay-store'

/** How the gateway reaches a region: an https origin by name, or a service that is bound to the Worker. */
import type { MeshConfig, RegionConfig } from '../config.ts'

/** Sends one request to a region; rejects where no connection comes about. */
export type Send = (url: string, init: RequestInit) => Promise<Response>
export type Reach = (region: RegionConfig) => Send

/**
 * @param bindings the Worker's environment: a region's `binding` is looked for in it.
 * @throws where a region's binding is missing, or is nothing that requests can be sent to.
 */
export function createReach({ regions }: MeshConfig, bindings: Readonly<Record<string, unknown>>): Reach {
  const senders = new Map(
    regions.map(({ id, binding }): [string, Send] => {
      if (binding === undefined) return [id, (url, init) => fetch(url, init)]
      const service = bindings[binding]
      if (isService(service)) return [id, (url, init) => service.fetch(url, init)]
      const found = service === undefined ? 'nothing' : `a ${typeof service}`
      throw new Error(
        `region ${id} is reached through the binding ${binding}: expected a service of that name in [[services]] or [[vpc_services]] of wrangler.toml, found ${found}`,
      )
    }),
  )
  return ({ id }) => {
    const send = senders.get(id)
    if (!send) throw new Error(`region ${id} is not in the config`)
    return send
  }
}

/**
 * @param url the client's; its path and query go on as they are.
 * @returns the URL under which the region is asked. A binding decides by itself where that leads.
 */
export function urlAt({ id, origin }: RegionConfig, url: string): string {
  return (origin ?? `http://${id}.internal`) + url.slice(url.indexOf('/', url.indexOf('://') + 3))
}

/** A stub of a service answers to any name: `typeof` it is a function or an object. */
function isService(value: unknown): value is { readonly fetch: Send } {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    'fetch' in value &&
    typeof value.fetch === 'function'
  )
}

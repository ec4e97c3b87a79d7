// Stands between the edges of a planet and KV: the calls of a namespace, and what can be wrong with them.
import { WorkerEntrypoint } from 'cloudflare:workers'

/** By key: what was there, and what has been put since, each with the time from which on it is read. */
const spreading = new Map()

export class Overlay extends WorkerEntrypoint {
  async get(key, options) {
    const fault = await this.fault('GET')
    if (fault?.fault === 'kv-garbage') return as(options, GARBAGE)
    if (fault?.fault === 'kv-slow' && spreading.has(key)) {
      const { before, puts } = spreading.get(key)
      return as(options, puts.findLast(({ fromMs }) => fromMs <= Date.now())?.value ?? before)
    }
    spreading.delete(key)
    return as(options, await this.env.KV.get(key))
  }

  async put(key, value, options) {
    const fault = await this.fault('PUT')
    if (fault?.fault === 'kv-slow') {
      if (!spreading.has(key)) spreading.set(key, { before: await this.env.KV.get(key), puts: [] })
      spreading.get(key).puts.push({ value, fromMs: Date.now() + fault.ms })
    }
    await this.env.KV.put(key, value, options)
  }

  async delete(key) {
    await this.fault('DELETE')
    await this.env.KV.delete(key)
  }

  /** @returns the fault in force; while the store hangs it does not return. */
  async fault(call) {
    const fault = await (await this.env.FAULT.fetch('http://planet/')).json()
    if (fault?.fault === 'kv-down') throw new Error(`KV ${call} failed: 503 Service Unavailable`)
    return fault
  }
}

/** JSON, but none that anybody asked for. */
const GARBAGE = '{"format":1,"revision":"latest","drains":"everything"}'

/** @param options of a namespace's `get`: a type, or an object that may have one. */
function as(options, text) {
  const type = typeof options === 'string' ? options : options?.type
  return type === 'json' && text !== null ? JSON.parse(text) : text
}

// biome-ignore lint/style/noDefaultExport: a Worker is its module's default export
export default {
  fetch: () => new Response('nothing is here', { status: 404 }),
}

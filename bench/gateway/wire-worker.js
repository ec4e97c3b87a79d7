// The whole wire by hand, to one region: what a region must be told and what a client is owed, as DESIGN names it, and
// nothing decided, learned, kept for a second try or counted. No gateway of this wire can be quicker by much.
import {
  BOOKMARK,
  CONFIG_EPOCH,
  FORWARDED,
  INTENT,
  POSITION,
  REGION,
  SERVER_TIMING,
  TRACEPARENT,
} from '../../protocol/headers.ts'
import {
  formatServerTiming,
  parseServerTiming,
  REGION_METRICS,
  sumMetrics,
} from '../../protocol/server-timing.ts'
import { deriveRegionKey, sign } from '../../protocol/signature.ts'
import { guardBookmark } from '../../worker/response/bookmark.ts'
import { macOf } from '../../worker/upstream/mac.ts'

const TIMEOUT_MS = 2000

let key

// biome-ignore lint/style/noDefaultExport: a Worker is its module's default export
export default {
  async fetch(request, env, context) {
    key ??= deriveRegionKey(new TextEncoder().encode(env.SECRET), 'bench', 'bom')
    const startedMs = Date.now()
    const { method, cf } = request
    const { host, pathname, search } = new URL(request.url)
    const url = env.ORIGIN + pathname + search
    const headers = new Headers(request.headers)
    const address = headers.get('cf-connecting-ip')
    headers.set(INTENT, method === 'GET' ? 'read' : 'write')
    headers.set(REGION, 'bom')
    headers.set(FORWARDED, `for=${address};host="${host}";proto=http`)
    headers.set('x-forwarded-for', address)
    headers.set('x-forwarded-host', host)
    headers.set('x-forwarded-proto', 'http')
    headers.set(TRACEPARENT, `00-${randomHex(16)}-${randomHex(8)}-01`)
    sign({ method, url, headers }, key, startedMs, macOf)

    const end = new AbortController()
    const timer = setTimeout(() => end.abort(), TIMEOUT_MS)
    const init = { method, headers, body: request.body, redirect: 'manual', cache: 'no-store' }
    const sent = fetch(url, { ...init, signal: end.signal })
    context.waitUntil(sent)
    const response = await sent
    clearTimeout(timer)

    const answer = new Response(response.body, response)
    const regionMs = sumMetrics(parseServerTiming(answer.headers.get(SERVER_TIMING)), REGION_METRICS)
    answer.headers.delete(POSITION)
    guardBookmark(answer.headers, !request.headers.has(BOOKMARK), method !== 'GET')
    answer.headers.set(CONFIG_EPOCH, 'bench')
    const receipt = [
      { name: 'client', durMs: cf.clientTcpRtt },
      { name: 'edge', durMs: 0 },
      { name: 'net', desc: 'bom', durMs: Math.max(0, Date.now() - startedMs - regionMs) },
      { name: 'floor', desc: 'bom', durMs: 0.02 },
    ]
    answer.headers.append(SERVER_TIMING, formatServerTiming(receipt))
    return answer
  },
}

function randomHex(bytes) {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex()
}

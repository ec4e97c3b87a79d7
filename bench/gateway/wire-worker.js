// The wire by hand, to one region: what a region is told and what a client is owed (docs/architecture.md), but for `alt`.
// Nothing is decided, learned, kept for a second try or counted, and nothing dropped of what a client may not say.
import {
  BOOKMARK,
  CONFIG_EPOCH,
  FORWARDED,
  IDEMPOTENCY_KEY,
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
import { createRandom } from '../../worker/random.ts'
import { guardBookmark } from '../../worker/response/bookmark.ts'
import { macOf } from '../../worker/upstream/mac.ts'

const TIMEOUT_MS = 2000
const TRACE_ID_BYTES = 16
const randomIds = createRandom(TRACE_ID_BYTES + 8)

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
    const said = new Map([
      [INTENT, method === 'GET' ? 'read' : 'write'],
      [REGION, 'bom'],
      [FORWARDED, `for=${address};host="${host}";proto=http`],
      ['x-forwarded-for', address],
      ['x-forwarded-host', host],
      ['x-forwarded-proto', 'http'],
      [TRACEPARENT, newTrace()],
    ])
    for (const name of [BOOKMARK, IDEMPOTENCY_KEY]) {
      const value = headers.get(name)
      if (value !== null) said.set(name, value)
    }
    sign({ method, url, headers: said }, key, startedMs, macOf)
    for (const [name, value] of said) headers.set(name, value)

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
    guardBookmark(answer.headers, response.headers, !request.headers.has(BOOKMARK), method !== 'GET')
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

function newTrace() {
  const ids = randomIds()
  return `00-${ids.subarray(0, TRACE_ID_BYTES).toHex()}-${ids.subarray(TRACE_ID_BYTES).toHex()}-01`
}

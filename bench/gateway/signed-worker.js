// The pass-through Worker, and what a region must be sent besides: where it goes, what it is for, one signature.
import { FORWARDED, INTENT, REGION } from '../../protocol/headers.ts'
import { deriveRegionKey, sign } from '../../protocol/signature.ts'

let key

// biome-ignore lint/style/noDefaultExport: a Worker is its module's default export
export default {
  fetch(request, env) {
    key ??= deriveRegionKey(new TextEncoder().encode(env.SECRET), 'bench', 'bom')
    const { host, pathname, search } = new URL(request.url)
    const signed = new Request(env.ORIGIN + pathname + search, request)
    const address = request.headers.get('cf-connecting-ip')
    signed.headers.set(INTENT, request.method === 'GET' ? 'read' : 'write')
    signed.headers.set(REGION, 'bom')
    signed.headers.set(FORWARDED, `for=${address};host="${host}";proto=http`)
    sign(signed, key, Date.now())
    return fetch(signed, { redirect: 'manual' })
  },
}

/** The headers of a request to a region: what the client may not say is dropped, what the edge knows is added. */
import {
  BOOKMARK,
  FORWARDED,
  PREFIX,
  SIGNATURE,
  SIGNATURE_INPUT,
  TRACEPARENT,
} from '../../protocol/headers.ts'
import type { RequestFacts } from '../facts.ts'
import type { Fields } from '../fields.ts'
import { hopByHop } from './hop-by-hop.ts'
import { gatherBookmarks } from './request-bookmarks.ts'
import { continueTrace } from './trace.ts'

/** Who an operator is: no region's business, and in its hands it would open the operators' API. */
const ACCESS_PREFIX = 'cf-access-'
const ACCESS_COOKIES = ['CF_Authorization', 'CF_AppSession', 'CF_Binding']

/** Said by the edge alone; a second Cloudflare zone refuses an upgrade that carries `cf-visitor`. */
const EDGE_ONLY: ReadonlySet<string> = new Set([
  FORWARDED,
  'x-real-ip',
  'cf-visitor',
  SIGNATURE,
  SIGNATURE_INPUT,
])

/** @param random 24 random bytes, for the trace. */
export function requestHeaders(
  inbound: Fields,
  facts: RequestFacts,
  random: Uint8Array,
): Map<string, string> {
  const headers = new Map<string, string>()
  const ofConnection = hopByHop(inbound)
  for (const [name, value] of inbound) {
    const isOurs = name.startsWith(PREFIX) && name !== BOOKMARK
    const isOfEdge = name.startsWith('x-forwarded-') || name.startsWith(ACCESS_PREFIX) || EDGE_ONLY.has(name)
    if (!isOurs && !isOfEdge && !ofConnection.has(name)) headers.set(name, value)
  }
  dropCookies(headers, ACCESS_COOKIES)
  gatherBookmarks(headers)
  if (facts.isUpgrade) headers.set('upgrade', 'websocket')
  const address = facts.clientAddress ?? 'unknown'
  headers.set(FORWARDED, `for=${forwardedNode(address)};host="${facts.host}";proto=${facts.scheme}`)
  headers.set('x-forwarded-for', address)
  headers.set('x-forwarded-host', facts.host)
  headers.set('x-forwarded-proto', facts.scheme)
  headers.set(TRACEPARENT, continueTrace(inbound.get(TRACEPARENT), random))
  return headers
}

/** The others stay as they are. */
function dropCookies(headers: Map<string, string>, names: readonly string[]): void {
  const cookies = headers.get('cookie')
  if (cookies === undefined || !names.some((name) => cookies.includes(name))) return
  const pairs = cookies.split(';')
  const kept = pairs.filter((pair) => !names.includes(pair.split('=', 1)[0]?.trim() ?? ''))
  if (kept.length === pairs.length) return
  if (kept.every((pair) => pair.trim() === '')) headers.delete('cookie')
  else headers.set('cookie', kept.join(';').trimStart())
}

/** RFC 7239 section 6: an IPv6 address stands in brackets and quotes. */
function forwardedNode(address: string): string {
  return address.includes(':') ? `"[${address}]"` : address
}

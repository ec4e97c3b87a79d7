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
import { dropHopByHop } from './hop-by-hop.ts'
import { gatherBookmarks } from './request-bookmarks.ts'
import { continueTrace } from './trace.ts'

/** Said by the edge alone; a second Cloudflare zone refuses an upgrade that carries `cf-visitor`. */
const EDGE_ONLY = [FORWARDED, 'x-real-ip', 'cf-visitor', SIGNATURE, SIGNATURE_INPUT]

/** @param random 24 random bytes, for the trace. */
export function requestHeaders(inbound: Headers, facts: RequestFacts, random: Uint8Array): Headers {
  const headers = new Headers(inbound)
  dropHopByHop(headers)
  for (const name of [...headers.keys()]) {
    const isOurs = name.startsWith(PREFIX) && name !== BOOKMARK
    if (isOurs || name.startsWith('x-forwarded-') || EDGE_ONLY.includes(name)) headers.delete(name)
  }
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

/** RFC 7239 section 6: an IPv6 address stands in brackets and quotes. */
function forwardedNode(address: string): string {
  return address.includes(':') ? `"[${address}]"` : address
}

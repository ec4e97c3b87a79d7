/** Requests as one colo sees them: many clients, none like the other, so that nothing is remembered that would not be. Pure. */
import { formatBookmark } from '../../protocol/bookmark.ts'
import { BOOKMARK } from '../../protocol/headers.ts'
import type { RequestFacts } from '../../worker/facts.ts'
import type { GatewayKeys } from '../../worker/upstream/signing-keys.ts'
import { BOOKMARK_LSN, NOW_MS, TIMELINE } from './known.ts'
import type { Scenario } from './scenarios.ts'

export type BenchRequest = {
  readonly facts: RequestFacts
  readonly headers: Headers
  readonly lot: number
  readonly nowMs: number
}

/** A power of two, so that an index wraps without a division. */
export const REQUESTS = 512

export function requestsOf({ intent, hasBookmarks }: Scenario, keys: GatewayKeys): readonly BenchRequest[] {
  return Array.from({ length: REQUESTS }, (_, index) => ({
    facts: {
      method: intent === 'read' ? 'GET' : 'POST',
      // As it comes from a URL: no two are the same string to the engine.
      path: new URL(`https://shop.example/api/orders/${1000 + index}`).pathname,
      host: 'shop.example',
      scheme: 'https',
      position: { latitude: 19.07 + spread(index), longitude: 72.88 + spread(index + 1) },
      colo: 'BOM',
      country: 'IN',
      continent: 'AS',
      asn: index % 4 === 0 ? 64510 : 64511,
      clientRttMs: 8,
      clientAddress: '192.0.2.1',
      isUpgrade: false,
    },
    headers: new Headers({
      accept: 'application/json',
      ...(hasBookmarks ? { [BOOKMARK]: bookmarksOf(index, keys) } : {}),
    }),
    lot: (index * 0.618034) % 1,
    nowMs: NOW_MS + index,
  }))
}

/** Within a degree of the colo's city. */
function spread(index: number): number {
  return ((index * 0.7548777) % 1) - 0.5
}

function bookmarksOf(index: number, { bookmarkKeys }: GatewayKeys): string {
  const [key] = bookmarkKeys
  if (!key) throw new RangeError('no key signs bookmarks')
  const seen = { epoch: 7, timeline: TIMELINE, lsn: BOOKMARK_LSN + BigInt(index), issuedMs: NOW_MS - index }
  const write = { tag: index.toString(16).padStart(16, '0'), writtenMs: NOW_MS - index, readSince: false }
  const texts = [
    { ...seen, write: undefined },
    { ...seen, write },
  ].map((made) => formatBookmark(made, key))
  return texts.join(', ')
}

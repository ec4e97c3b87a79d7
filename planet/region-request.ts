/** Asks a region's app as a gateway does: signed. */

import { deriveBookmarkKey } from '../protocol/bookmark.ts'
import { FORWARDED, INTENT, REGION } from '../protocol/headers.ts'
import { deriveRegionKey, type SigningKey, sign } from '../protocol/signature.ts'
import { formatSigningKey } from '../protocol/signing-keys.ts'

/** Name of the planet's one signing key. */
export const KEY_ID = 'planet-1'

/** @returns the value of the gateway's `SIGNING_KEYS`. */
export function gatewayKeys(secret: Uint8Array): string {
  return formatSigningKey({ id: KEY_ID, secret })
}

/** @returns the value of a region's `SIGNING_KEYS`. */
export function regionKeys(secret: Uint8Array, region: string): string {
  return formatSigningKey(deriveRegionKey(secret, KEY_ID, region))
}

/** @returns the key that signs bookmarks, the same in all regions. */
export function bookmarkKey(secret: Uint8Array): SigningKey {
  return deriveBookmarkKey(secret, KEY_ID)
}

/** GETs a path of a region's app. @throws what `fetch` throws. */
export async function askRegion(o: {
  origin: string
  region: string
  secret: Uint8Array
  path: string
  timeoutMs: number
}): Promise<Response> {
  const url = `${o.origin}${o.path}`
  const headers = new Headers({ [INTENT]: 'read', [REGION]: o.region, [FORWARDED]: 'for=127.0.0.1' })
  sign({ method: 'GET', url, headers }, deriveRegionKey(o.secret, KEY_ID, o.region), Date.now())
  return fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(o.timeoutMs) })
}

/** The secret `SIGNING_KEYS` -> the key that signs for each region, and those of the bookmarks. */
import { deriveBookmarkKey } from '../../protocol/bookmark.ts'
import { deriveRegionKey, type SigningKey } from '../../protocol/signature.ts'
import { parseSigningKeys } from '../../protocol/signing-keys.ts'
import type { BookmarkKeys } from './bookmark-keys.ts'

export type GatewayKeys = {
  /** The key that signs for a region, derived once per region. */
  readonly keyOf: (regionId: string) => SigningKey
  readonly bookmarkKeys: BookmarkKeys
}

/**
 * @param text the gateway's own keys, see protocol/signing-keys.ts; the first signs.
 * @throws where the secret is missing or not of that form.
 */
export function signingKeys(text: string | undefined): GatewayKeys {
  const parsed = parseSigningKeys(text ?? '')
  if (!parsed.ok) throw new Error(`SIGNING_KEYS: ${parsed.error}`)
  const [{ id, secret }] = parsed.keys
  const derived = new Map<string, SigningKey>()
  return {
    keyOf(regionId) {
      const known = derived.get(regionId)
      if (known) return known
      const key = deriveRegionKey(secret, id, regionId)
      derived.set(regionId, key)
      return key
    },
    bookmarkKeys: parsed.keys.map((key) => deriveBookmarkKey(key.secret, key.id)),
  }
}

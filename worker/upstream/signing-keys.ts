/** The secret `SIGNING_KEYS` -> the key that signs for each region. */
import { deriveRegionKey, type SigningKey } from '../../protocol/signature.ts'

/** The gateway's secret must be at least as long as the hash. */
const MIN_BYTES = 32

/**
 * @param keys `kid:base64[,kid:base64]`, the secret of the gateway; the first signs.
 * @returns the key of a region, derived once per region.
 * @throws where the secret is missing or not of that form.
 */
export function signingKeys(keys: string | undefined): (regionId: string) => SigningKey {
  const first = /^([\w.-]{1,64}):([A-Za-z0-9+/]+={0,2})$/.exec(keys?.split(',')[0]?.trim() ?? '')
  const secret = Uint8Array.from(Buffer.from(first?.[2] ?? '', 'base64'))
  if (!first?.[1] || secret.length < MIN_BYTES) {
    throw new Error(
      `SIGNING_KEYS: expected "kid:base64" with at least ${MIN_BYTES} bytes, found ${keys ? 'another form' : 'nothing'}`,
    )
  }
  const keyId = first[1]
  const derived = new Map<string, SigningKey>()
  return (regionId) => {
    const known = derived.get(regionId)
    if (known) return known
    const key = deriveRegionKey(secret, keyId, regionId)
    derived.set(regionId, key)
    return key
  }
}

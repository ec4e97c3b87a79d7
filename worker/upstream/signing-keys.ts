/** The secret `SIGNING_KEYS` -> the key that signs for each region. */
import { deriveRegionKey, type SigningKey } from '../../protocol/signature.ts'
import { parseSigningKeys } from '../../protocol/signing-keys.ts'

/**
 * @param text the gateway's own keys, see protocol/signing-keys.ts; the first signs.
 * @returns the key of a region, derived once per region.
 * @throws where the secret is missing or not of that form.
 */
export function signingKeys(text: string | undefined): (regionId: string) => SigningKey {
  const parsed = parseSigningKeys(text ?? '')
  if (!parsed.ok) throw new Error(`SIGNING_KEYS: ${parsed.error}`)
  const [{ id, secret }] = parsed.keys
  const derived = new Map<string, SigningKey>()
  return (regionId) => {
    const known = derived.get(regionId)
    if (known) return known
    const key = deriveRegionKey(secret, id, regionId)
    derived.set(regionId, key)
    return key
  }
}

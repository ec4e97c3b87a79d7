/**
 * HMAC-SHA256 in JavaScript: through `node:crypto` most of a signature's cost is the way to the platform and back.
 * What it saves is measured in docs/decisions/0014-crossings.md.
 */
import { HMAC } from '@stablelib/hmac'
import { SHA256 } from '@stablelib/sha256'

/** Their beginnings, which are the same for every text. */
const begun = new WeakMap<Uint8Array, HMAC>()
const encoder = new TextEncoder()

/** @returns the code of a text, as base64. */
export function macOf(secret: Uint8Array, text: string): string {
  let mac = begun.get(secret)
  if (!mac) {
    mac = new HMAC(SHA256, secret)
    begun.set(secret, mac)
  }
  const code = mac.reset().update(encoder.encode(text)).digest()
  return btoa(String.fromCharCode(...code))
}

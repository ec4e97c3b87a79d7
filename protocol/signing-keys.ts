/** The one text form of signing keys in configuration: `id:base64[,id:base64]`. Pure. */
import type { SigningKey } from './signature.ts'

/** A secret is as long as the hash. */
export const SECRET_BYTES = 32

/**
 * @returns the keys in their order, or what is wrong, without the secret.
 */
export function parseSigningKeys(
  text: string,
):
  | { readonly ok: true; readonly keys: readonly [SigningKey, ...SigningKey[]] }
  | { readonly ok: false; readonly error: string } {
  const keys: SigningKey[] = []
  for (const [index, part] of text.split(',').entries()) {
    const [, id, base64 = ''] = KEY.exec(part.trim()) ?? []
    const secret = Uint8Array.from(Buffer.from(base64, 'base64'))
    if (id === undefined) return wrong(index, 'is of another form')
    if (secret.length !== SECRET_BYTES) return wrong(index, `has ${secret.length} bytes`)
    if (keys.some((key) => key.id === id)) return wrong(index, `has the id "${id}" of another one`)
    keys.push({ id, secret })
  }
  const [first, ...rest] = keys
  return first ? { ok: true, keys: [first, ...rest] } : wrong(0, 'is missing')
}

/** @returns one key in the text form. */
export function formatSigningKey({ id, secret }: SigningKey): string {
  return `${id}:${Buffer.from(secret).toString('base64')}`
}

const KEY = /^([\w.-]{1,64}):([A-Za-z0-9+/]+={0,2})$/

function wrong(index: number, what: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error: `expected "id:base64" with ${SECRET_BYTES} bytes; key ${index + 1} ${what}` }
}

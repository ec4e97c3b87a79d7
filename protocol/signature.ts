/**
 * The signature of every request that the gateway sends to a region:
 * HTTP Message Signatures (https://www.rfc-editor.org/rfc/rfc9421) in one strict profile, HMAC-SHA256
 * (section 3.3.3), one key per region. Why this algorithm and why not a library: docs/decisions/0002-signature.md.
 *
 * Pure: the clock is an argument. The body is not covered, so that it can stream.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  BOOKMARK,
  FORWARDED,
  IDEMPOTENCY_KEY,
  INTENT,
  REGION,
  SIGNATURE,
  SIGNATURE_INPUT,
} from './headers.ts'
import { signedPath } from './signed-path.ts'

/** A shared secret and the name it goes by on the wire (`keyid`). */
export type SigningKey = { readonly id: string; readonly secret: Uint8Array }

/** What a signature speaks about. `url` is absolute; header names are asked for in lower case. */
export type SignedMessage = {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null | undefined }
}

/** One that is to be signed. */
export type UnsignedMessage = SignedMessage & {
  readonly headers: { set(name: string, value: string): unknown }
}

export type Verdict =
  | { readonly ok: true; readonly keyId: string }
  | { readonly ok: false; readonly reason: RefusalReason; readonly detail: string }

export type RefusalReason = 'missing' | 'malformed' | 'unknown-key' | 'expired' | 'other-region' | 'mismatch'

/** A signature is good for this long after its `created` time, and for a clock this far ahead. */
export const MAX_AGE_S = 60
export const MAX_SKEW_S = 5

const LABEL = 'nearside'

/**
 * Adds `Signature-Input` and `Signature` to the message's headers.
 * @param nowMs Unix time in milliseconds.
 * @param macOf HMAC-SHA256 as base64, where one is at hand that is quicker here.
 */
export function sign(
  { method, url, headers }: UnsignedMessage,
  key: SigningKey,
  nowMs: number,
  macOf: (secret: Uint8Array, text: string) => string = base64Mac,
): void {
  const covered = readCovered(headers)
  const parameters = `${coveredComponents(covered)};created=${Math.floor(nowMs / 1000)};keyid="${key.id}";alg="hmac-sha256"`
  const base = signatureBase({ method, url }, covered, parameters)
  headers.set(SIGNATURE_INPUT, `${LABEL}=${parameters}`)
  headers.set(SIGNATURE, `${LABEL}=:${macOf(key.secret, base)}:`)
}

/**
 * Judges a message's signature.
 * @param keys the keys that may sign for this region, by id; several while one is being rotated.
 * @param region the id of the region that judges; a message signed for another one is refused.
 * @param macOf HMAC-SHA256 as base64, where one is at hand that is quicker here.
 */
export function verify(
  message: SignedMessage,
  keys: ReadonlyMap<string, SigningKey>,
  region: string,
  nowMs: number,
  macOf: (secret: Uint8Array, text: string) => string = base64Mac,
): Verdict {
  const { headers } = message
  const input = headers.get(SIGNATURE_INPUT)
  const signature = headers.get(SIGNATURE)
  if (typeof input !== 'string' || typeof signature !== 'string')
    return refuse('missing', 'Signature-Input or Signature is missing')
  const parsed = INPUT.exec(input)
  const given = VALUE.exec(signature)?.[1]
  if (!parsed || given === undefined) {
    return refuse('malformed', 'Signature-Input or Signature is not of the one form that regions accept')
  }
  const [, parameters = '', components = '', created = '', keyId = ''] = parsed
  const covered = readCovered(headers)
  const expected = coveredComponents(covered)
  if (components !== expected) {
    return refuse('malformed', `the signature covers ${components}, expected ${expected}`)
  }
  const key = keys.get(keyId)
  if (!key) return refuse('unknown-key', `no key is known as "${keyId}"`)
  const ageS = Math.floor(nowMs / 1000) - Number(created)
  if (ageS > MAX_AGE_S || ageS < -MAX_SKEW_S) {
    return refuse('expired', `signed ${ageS} s ago, expected 0 to ${MAX_AGE_S}`)
  }
  if (!isSameCode(given, macOf(key.secret, signatureBase(message, covered, parameters)))) {
    return refuse('mismatch', 'the signature does not match the request')
  }
  const target = covered[REGION]
  if (target !== region) return refuse('other-region', `signed for region "${target}", this is "${region}"`)
  return { ok: true, keyId }
}

/**
 * The key of one region, derived from the gateway's secret, so that a region can't sign for another.
 * @param secret the gateway's secret, at least 32 bytes.
 */
export function deriveRegionKey(secret: Uint8Array, keyId: string, region: string): SigningKey {
  return { id: keyId, secret: mac(secret, `nearside region signing key\n${keyId}\n${region}`) }
}

/** The headers that a signature covers, each asked for once: behind `headers` the platform looks a name up anew every time. */
type Covered = Readonly<Record<(typeof COVERED)[number], string | undefined>>

const COVERED = [INTENT, REGION, FORWARDED, BOOKMARK, IDEMPOTENCY_KEY] as const

function readCovered(headers: SignedMessage['headers']): Covered {
  return {
    [INTENT]: headers.get(INTENT) ?? undefined,
    [REGION]: headers.get(REGION) ?? undefined,
    [FORWARDED]: headers.get(FORWARDED) ?? undefined,
    [BOOKMARK]: headers.get(BOOKMARK) ?? undefined,
    [IDEMPOTENCY_KEY]: headers.get(IDEMPOTENCY_KEY) ?? undefined,
  }
}

/** @returns the parenthesised component list of RFC 9421 section 2.3 that a message must be signed over. */
function coveredComponents(covered: Covered): string {
  const bookmark = covered[BOOKMARK] === undefined ? '' : ` "${BOOKMARK}"`
  const idempotencyKey = covered[IDEMPOTENCY_KEY] === undefined ? '' : ` "${IDEMPOTENCY_KEY}"`
  return `("@method" "@path" "@query" "${INTENT}" "${REGION}" "${FORWARDED}"${bookmark}${idempotencyKey})`
}

/** RFC 9421 section 2.5: a line for each component of {@link coveredComponents}, in its order. */
function signatureBase(
  { method, url }: Pick<SignedMessage, 'method' | 'url'>,
  covered: Covered,
  parameters: string,
): string {
  const { path, query } = pathAndQuery(url)
  let base = `"@method": ${method}\n"@path": ${path}\n"@query": ${query}\n`
  for (const name of COVERED) {
    const value = covered[name]
    if (value !== undefined) base += `"${name}": ${value}\n`
  }
  return `${base}"@signature-params": ${parameters}`
}

/** In a time that tells nothing of where they differ. Compared as text: one code has one base64. */
function isSameCode(given: string, wanted: string): boolean {
  if (given.length !== wanted.length) return false
  return timingSafeEqual(Buffer.from(given, 'latin1'), Buffer.from(wanted, 'latin1'))
}

/** The query is taken as it stands; of the path, what no proxy on the way may change. */
function pathAndQuery(url: string): { path: string; query: string } {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const fragment = url.indexOf('#')
  const end = fragment === -1 ? url.length : fragment
  const target = start === -1 ? '/' : url.slice(start, end)
  const mark = target.indexOf('?')
  return mark === -1
    ? { path: signedPath(target), query: '?' }
    : { path: signedPath(target.slice(0, mark)) || '/', query: target.slice(mark) }
}

const INPUT = new RegExp(
  String.raw`^${LABEL}=((\([^)]*\));created=(\d{1,12});keyid="([\w.-]{1,64})";alg="hmac-sha256")$`,
)
const VALUE = new RegExp(`^${LABEL}=:([A-Za-z0-9+/]{43}=):$`)

function base64Mac(secret: Uint8Array, text: string): string {
  return mac(secret, text).toString('base64')
}

function mac(secret: Uint8Array, text: string): Buffer<ArrayBuffer> {
  return createHmac('sha256', secret).update(text).digest()
}

function refuse(reason: RefusalReason, detail: string): Verdict {
  return { ok: false, reason, detail }
}

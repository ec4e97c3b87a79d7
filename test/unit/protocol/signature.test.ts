import { createHmac, timingSafeEqual } from 'node:crypto'
import fc from 'fast-check'
import { verifySignature } from 'http-message-sig'
import { describe, expect, it } from 'vitest'
import {
  BOOKMARK,
  FORWARDED,
  IDEMPOTENCY_KEY,
  INTENT,
  REGION,
  SIGNATURE,
  SIGNATURE_INPUT,
} from '../../../protocol/headers.ts'
import {
  deriveRegionKey,
  MAX_AGE_S,
  MAX_SKEW_S,
  type SignedMessage,
  sign,
  verify,
} from '../../../protocol/signature.ts'
import { signedPath } from '../../../protocol/signed-path.ts'

const NOW_MS = 1_700_000_000_000
const SECRET = Uint8Array.from({ length: 32 }, (_, index) => index)
const KEY = deriveRegionKey(SECRET, 'k1', 'bom')
const KEYS = new Map([['k1', KEY]])

function message(
  overrides: Partial<Omit<SignedMessage, 'headers'>> = {},
  headers: Record<string, string> = {},
) {
  return {
    method: 'POST',
    url: 'https://bom.example/api/orders?a=1&b=%20',
    headers: new Headers({
      [INTENT]: 'write',
      [REGION]: 'bom',
      [FORWARDED]: 'for=192.0.2.1;host="x.example";proto=https',
      [IDEMPOTENCY_KEY]: 'k-1',
      ...headers,
    }),
    ...overrides,
  }
}

function signed(...parameters: Parameters<typeof message>) {
  const made = message(...parameters)
  sign(made, KEY, NOW_MS)
  return made
}

describe('the signature', () => {
  it('P1 a signature gives the known answer of an independent HMAC-SHA256 over the RFC 9421 signature base', () => {
    const { headers } = signed()
    expect(Buffer.from(KEY.secret).toString('base64')).toBe('ue4JlR48rbl5SGAWDDp07d3KGKalIN3FyLYTiwvMwbQ=')
    expect(headers.get(SIGNATURE_INPUT)).toBe(
      'nearside=("@method" "@path" "@query" "nearside-intent" "nearside-region" "forwarded" "idempotency-key");created=1700000000;keyid="k1";alg="hmac-sha256"',
    )
    expect(headers.get(SIGNATURE)).toBe('nearside=:6pnzgYXoqSJyYYW1frRGUiTces1EzcDntG67CK7T+As=:')
  })

  it('P2 a signature is accepted by an RFC 9421 library, whatever the path, query and headers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), fc.webQueryParameters(), fc.uuid(), async (path, query, key) => {
        const made = signed(
          { method: 'GET', url: new URL(`https://bom.example/${path}?${query}`).href },
          { [IDEMPOTENCY_KEY]: key },
        )
        const verifier = {
          algorithm: 'hmac-sha256',
          verify: (data: Uint8Array, signature: Uint8Array) =>
            timingSafeEqual(createHmac('sha256', KEY.secret).update(data).digest(), signature),
        }
        // A library takes the path as it comes; ours is normalised on both sides.
        const normalised = `https://bom.example${signedPath(new URL(made.url).pathname)}${new URL(made.url).search}`
        const verified = await verifySignature(new Request(normalised, made), {
          policy: {
            algorithms: ['hmac-sha256'],
            requiredComponents: ['@method', '@path', '@query', INTENT, REGION, FORWARDED, IDEMPOTENCY_KEY],
            requiredParameters: ['created', 'keyid', 'alg'],
            now: NOW_MS / 1000,
            maxAge: MAX_AGE_S,
          },
          resolveVerifier: () => verifier,
        })
        expect(verified.parameters.keyid).toBe('k1')
      }),
    )
  })

  it.each([
    ['/api/%7Ekim', '/api/~kim'],
    ['/api/a%2fb', '/api/a%2Fb'],
    ['/api/a|b^c', '/api/a%7Cb%5Ec'],
    ['/api/%e2%82%ac', '/api/%E2%82%AC'],
  ])(
    'P28 a signature of %s holds where a proxy on the way has made %s of it, and not where it has made another path',
    (sent, arrived) => {
      const made = signed({ url: `https://bom.example${sent}` })
      const as = (path: string) => verify({ ...made, url: `https://bom.example${path}` }, KEYS, 'bom', NOW_MS)
      expect(as(arrived)).toMatchObject({ ok: true })
      for (const other of [arrived.replace('%2F', '/'), `${arrived}/`, arrived.replace('/api', '/api/.')])
        if (other !== arrived) expect(as(other)).toMatchObject({ ok: false, reason: 'mismatch' })
    },
  )

  it('P29 a signature of one path holds for no other: paths of other octets are signed as others', () => {
    // Every octet as it stands and as an escape, and the escapes that are none.
    const piece = fc.oneof(
      fc.constantFrom(
        '%',
        '%%',
        '%2',
        '%25',
        '%2F',
        '%2f',
        '/',
        '.',
        '%2e',
        '~',
        '%7E',
        '|',
        '2',
        '5',
        'F',
        '%32',
        '%35',
      ),
      fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    )
    const path = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`)
    fc.assert(
      fc.property(path, path, (one, other) => {
        if (signedPath(one) === signedPath(other)) expect(octets(one)).toEqual(octets(other))
      }),
      { numRuns: 20_000 },
    )
    expect(signedPath('/%%32%35')).not.toBe(signedPath('/%2525'))
    expect(signedPath('/%%32%35')).not.toBe(signedPath('/%25'))
  })

  it('P3 a signature is accepted by the region it was made for, until it expires', () => {
    const made = signed()
    expect(verify(made, KEYS, 'bom', NOW_MS)).toEqual({ ok: true, keyId: 'k1' })
    expect(verify(made, KEYS, 'bom', NOW_MS + MAX_AGE_S * 1000)).toMatchObject({ ok: true })
    expect(verify(made, KEYS, 'bom', NOW_MS + (MAX_AGE_S + 1) * 1000)).toMatchObject({ reason: 'expired' })
    expect(verify(made, KEYS, 'bom', NOW_MS - (MAX_SKEW_S + 1) * 1000)).toMatchObject({ reason: 'expired' })
  })

  it.each([
    ['another method', { method: 'PUT' }, {}],
    ['another path', { url: 'https://bom.example/api/other?a=1&b=%20' }, {}],
    ['another query', { url: 'https://bom.example/api/orders?a=2&b=%20' }, {}],
    ['no query', { url: 'https://bom.example/api/orders' }, {}],
    ['another intent', {}, { [INTENT]: 'read' }],
    ['another region', {}, { [REGION]: 'fra' }],
    ['another client address', {}, { [FORWARDED]: 'for=192.0.2.2' }],
    ['another idempotency key', {}, { [IDEMPOTENCY_KEY]: 'k-2' }],
  ])('P4 a signature is refused on a message with %s', (_, change, headers) => {
    const { headers: original } = signed()
    const made = message(change, headers)
    for (const name of [SIGNATURE, SIGNATURE_INPUT]) made.headers.set(name, original.get(name) ?? '')
    expect(verify(made, KEYS, 'bom', NOW_MS)).toMatchObject({ ok: false, reason: 'mismatch' })
  })

  it('P5 a signature covers a bookmark: one can be neither added nor taken away', () => {
    const without = signed()
    without.headers.set(BOOKMARK, 'added')
    expect(verify(without, KEYS, 'bom', NOW_MS)).toMatchObject({ reason: 'malformed' })
    const having = signed({}, { [BOOKMARK]: 'b' })
    having.headers.delete(BOOKMARK)
    expect(verify(having, KEYS, 'bom', NOW_MS)).toMatchObject({ reason: 'malformed' })
  })

  it('P6 a signature made for one region is refused by another, even where both hold the same key', () => {
    expect(verify(signed(), KEYS, 'fra', NOW_MS)).toMatchObject({ reason: 'other-region' })
  })

  it('P7 a signature is refused when it is missing, of another form or by an unknown key', () => {
    expect(verify(message(), KEYS, 'bom', NOW_MS)).toMatchObject({ reason: 'missing' })
    expect(verify(signed(), new Map(), 'bom', NOW_MS)).toMatchObject({ reason: 'unknown-key' })
    for (const [name, value] of [
      [SIGNATURE_INPUT, 'nearside=("@method");created=1700000000;keyid="k1";alg="hmac-sha256"'],
      [SIGNATURE_INPUT, 'other=();created=1700000000'],
      [SIGNATURE, 'nearside=:AAAA:'],
      [SIGNATURE, 'garbage'],
    ] as const) {
      const made = signed()
      made.headers.set(name, value)
      expect(verify(made, KEYS, 'bom', NOW_MS)).toMatchObject({ ok: false, reason: 'malformed' })
    }
  })

  it('P8 a signature of one region can not be made with the key of another', () => {
    const other = deriveRegionKey(SECRET, 'k1', 'fra')
    const made = message()
    sign(made, other, NOW_MS)
    expect(verify(made, KEYS, 'bom', NOW_MS)).toMatchObject({ reason: 'mismatch' })
  })

  it('P9 a signature lets a key be rotated: old and new are accepted side by side', () => {
    const next = deriveRegionKey(SECRET, 'k2', 'bom')
    const both = new Map([...KEYS, ['k2', next]])
    const made = message()
    sign(made, next, NOW_MS)
    expect(verify(made, both, 'bom', NOW_MS)).toEqual({ ok: true, keyId: 'k2' })
    expect(verify(signed(), both, 'bom', NOW_MS)).toEqual({ ok: true, keyId: 'k1' })
  })

  it('D82 a signature is refused whatever single character of it is another one, and where one is missing', () => {
    const made = signed()
    const whole = made.headers.get(SIGNATURE) ?? ''
    const asGiven = (signature: string) => {
      made.headers.set(SIGNATURE, signature)
      return verify(made, KEYS, 'bom', NOW_MS)
    }
    for (let index = 0; index < whole.length; index++) {
      const [before, after] = [whole.slice(0, index), whole.slice(index + 1)]
      for (const other of [whole[index] === 'A' ? 'B' : 'A', ''])
        expect(asGiven(before + other + after)).toMatchObject({ ok: false })
    }
    expect(asGiven(whole)).toMatchObject({ ok: true })
  })
})

/** What a path stands for: an octet each, those that delimit apart from those that are escaped. */
function octets(path: string): readonly string[] {
  const wellFormed = !/%(?![0-9A-Fa-f]{2})/.test(path)
  return [...path.matchAll(/%([0-9A-Fa-f]{2})|./g)].map(([found, hex]) => {
    if (!wellFormed || hex === undefined)
      return wellFormed && RAW_IS_ESCAPED.test(found) ? escaped(found) : found
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[\w\-.~]/.test(character) ? character : found.toUpperCase()
  })
}

const RAW_IS_ESCAPED = /["<>\\^`{|}#?]/

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, expect, it, vi } from 'vitest'
import { createAccess } from '../../../worker/admin/access.ts'
import { createAuthenticate } from '../../../worker/admin/auth.ts'
import { parseOperatorTokens } from '../../../worker/admin/operator-tokens.ts'
import { isSameOrigin } from '../../../worker/admin/same-origin.ts'

const ANA = 'a'.repeat(32)
const ANA_NEW = 'A'.repeat(43)
const BO = 'b'.repeat(32)
const OPERATOR_TOKENS = `ana:${ANA},bo:${BO},ana:${ANA_NEW}`
const request = (headers: Record<string, string> = {}, method = 'GET') =>
  new Request('https://near.example/_nearside/overlay', { headers, method })

it('W220 a token tells the operator; one operator may have several', async () => {
  const authenticate = createAuthenticate({ OPERATOR_TOKENS })
  const who = async (authorization: string) => {
    const found = await authenticate(request({ authorization }), '192.0.2.1', 0)
    return found.ok ? found.operator : found.answer.status
  }
  const asked = [`Bearer ${ANA}`, `bearer ${BO}`, `Bearer  ${ANA_NEW}`, `Bearer ${'c'.repeat(32)}`]
  expect(await Promise.all(asked.map(who))).toEqual(['ana', 'bo', 'ana', 401])
})

it('W221 who can not say who they are gets one and the same answer, whatever they say and ask', async () => {
  const authenticate = createAuthenticate({ OPERATOR_TOKENS })
  const nobody = createAuthenticate({})
  const attempts = [
    ...[{}, { authorization: '' }, { authorization: 'Bearer ' }, { authorization: `Basic ${ANA}` }],
    ...[
      { authorization: `Bearer ${ANA}x` },
      { authorization: `Bearer ${ANA.slice(1)}` },
      { authorization: ANA },
    ],
    ...[{ authorization: `Bearer ${ANA} ${BO}` }, { authorization: `Bearer ${'x'.repeat(4000)}` }],
    { 'cf-access-jwt-assertion': 'e30.e30.e30' },
  ] as Record<string, string>[]
  const told = new Set<string>()
  for (const [index, headers] of attempts.entries()) {
    for (const by of [authenticate, nobody]) {
      const found = await by(request(headers, index % 2 ? 'PUT' : 'GET'), `192.0.2.${index}`, 0)
      if (found.ok) throw new Error(`${JSON.stringify(headers)} got in as ${found.operator}`)
      const { answer } = found
      told.add(JSON.stringify([answer.status, [...answer.headers], await answer.text()]))
    }
  }
  expect([...told]).toEqual([expect.stringMatching(/^\[401,.*www-authenticate.*Bearer/)])
})

it('W222 after twenty failures whoever fails at that address is told to wait; the right token gets in all the same', async () => {
  const authenticate = createAuthenticate({ OPERATOR_TOKENS })
  const from = async (address: string, nowMs: number, token = 'wrong') => {
    const found = await authenticate(request({ authorization: `Bearer ${token}` }), address, nowMs)
    return found.ok ? 200 : [found.answer.status, found.answer.headers.get('retry-after')]
  }
  for (let failure = 0; failure < 20; failure++) {
    // One side may have all addresses of its /64.
    expect(await from(`2001:db8:0:1::${failure.toString(16)}`, 0)).toEqual([401, null])
  }
  expect(await from('2001:db8::1:0:0:0:ffff', 0)).toEqual([429, '3'])
  expect(await from('2001:db8:0:1::1', 0, ANA)).toBe(200)
  expect(await from('2001:db8:0:2::1', 0)).toEqual([401, null])
  expect(await from('2001:db8:0:1::1', 2999)).toEqual([429, '1'])
  expect(await from('2001:db8:0:1::1', 3000)).toEqual([401, null])
})

it('W223 failures of a thousand sides are remembered, and of no more', async () => {
  const authenticate = createAuthenticate({ OPERATOR_TOKENS })
  const failFrom = async (address: string) => (await authenticate(request(), address, 0)).ok
  for (let failure = 0; failure < 20; failure++) await failFrom('first')
  for (let side = 0; side < 999; side++) await failFrom(`side-${side}`)
  const statusOf = async () => {
    const found = await authenticate(request(), 'first', 0)
    return found.ok ? 200 : found.answer.status
  }
  expect(await statusOf()).toBe(429)
  await failFrom('one-more')
  expect(await statusOf()).toBe(401)
})

it.each([`ana:${'a'.repeat(31)}`, 'ana', `:${ANA}`, `a b:${ANA}`, `ana:${ANA},bo`, `ana:${ANA.slice(1)}ä`])(
  'W224 a secret of another form lets nobody in and is said without telling it: %s',
  async (secret) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const authenticate = createAuthenticate({ OPERATOR_TOKENS: secret })
    const found = await authenticate(request({ authorization: `Bearer ${ANA}` }), undefined, 0)
    expect([found.ok, log.mock.calls.length]).toEqual([false, 1])
    const [said] = log.mock.calls[0] ?? []
    expect(said).toMatch(/^OPERATOR_TOKENS: entry \d of \d: expected name:token/)
    expect(said).not.toContain('aaaa')
    log.mockRestore()
  },
)

it('W225 without the secret there is nobody, and that is no error', () => {
  for (const text of [undefined, '', ' ']) {
    const parsed = parseOperatorTokens(text)
    expect(parsed.ok && parsed.tokens.nameOf('Bearer ')).toBe(undefined)
  }
})

const TEAM = { ACCESS_TEAM_DOMAIN: 'https://team.cloudflareaccess.com', ACCESS_AUD: 'aud-1' }
let keys: { publicKey: CryptoKey; privateKey: CryptoKey }
let others: typeof keys
let jwks: object

beforeAll(async () => {
  keys = await generateKeyPair('RS256')
  others = await generateKeyPair('RS256')
  jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' }] }
})

type Claims = Record<string, unknown>

async function assertion(claims: Claims = {}, key: CryptoKey = keys.privateKey): Promise<string> {
  const payload = {
    iss: TEAM.ACCESS_TEAM_DOMAIN,
    aud: [TEAM.ACCESS_AUD],
    email: 'ana@near.example',
    ...claims,
  }
  const signing = new SignJWT({ exp: Math.floor(Date.now() / 1000) + 60, ...payload })
  return await signing.setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key)
}

function access(fetchKeys = async () => Response.json(jwks)) {
  const fetched = vi.fn<(url: unknown) => Promise<Response>>(fetchKeys)
  const created = createAccess(TEAM, fetched as unknown as typeof fetch)
  if (!created.ok || !created.access) throw new Error('no access')
  return { access: created.access, fetched }
}

it('W226 Cloudflare Access tells who it is, with keys that are fetched once', async () => {
  const { access: who, fetched } = access()
  expect(await who(await assertion())).toEqual({ kind: 'known', name: 'ana@near.example', isPerson: true })
  const service = await assertion({ email: undefined, common_name: 'deploys.access' })
  expect(await who(service)).toEqual({ kind: 'known', name: 'deploys.access', isPerson: false })
  expect(fetched.mock.calls.map(([url]) => String(url))).toEqual([
    'https://team.cloudflareaccess.com/cdn-cgi/access/certs',
  ])
})

it('W227 an assertion of another team, application, time, key or algorithm is nobody’s', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { access: who } = access()
  const past = Math.floor(Date.now() / 1000) - 60
  const hmac = new SignJWT({
    email: 'ana@near.example',
    iss: TEAM.ACCESS_TEAM_DOMAIN,
    aud: TEAM.ACCESS_AUD,
    exp: past + 600,
  })
  const wrong = [
    'garbage',
    await assertion({ iss: 'https://other.cloudflareaccess.com' }),
    await assertion({ aud: ['aud-2'] }),
    await assertion({ exp: past }),
    await assertion({ exp: undefined }),
    await assertion({}, others.privateKey),
    await assertion({ email: undefined }),
    await assertion({ email: 'ana\n@near.example' }),
    await hmac.setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(new Uint8Array(32)),
  ]
  for (const text of wrong) expect([text, await who(text)]).toEqual([text, { kind: 'nobody' }])
  vi.restoreAllMocks()
})

it.each<[string, () => Promise<Response>]>([
  ['an error', async () => new Response('down', { status: 500 })],
  ['no JSON', async () => new Response('<html>')],
  ['no keys', async () => Response.json({})],
  ['nothing', () => Promise.reject(new TypeError('fetch failed'))],
])('W234 keys of Cloudflare Access that can not be had are nobody’s failure: %s', async (_, answer) => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.stubGlobal('fetch', answer)
  const authenticate = createAuthenticate({ OPERATOR_TOKENS, ...TEAM })
  const ask = async (headers: Record<string, string>) => {
    const found = await authenticate(request(headers), '192.0.2.1', 0)
    return found.ok ? found.operator : found.answer.status
  }
  const brought = { 'cf-access-jwt-assertion': await assertion() }
  for (let time = 0; time < 25; time++) expect(await ask(brought)).toBe(503)
  expect([await ask({}), await ask({ authorization: `Bearer ${ANA}` })]).toEqual([401, 'ana'])
  expect(logged).toHaveBeenCalledWith(expect.stringContaining('the keys of Cloudflare Access'))
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('W235 an assertion that holds gets in, whoever failed at the same address', async () => {
  vi.stubGlobal('fetch', async () => Response.json(jwks))
  const authenticate = createAuthenticate({ OPERATOR_TOKENS, ...TEAM })
  for (let failure = 0; failure < 20; failure++) await authenticate(request(), '192.0.2.1', 0)
  const brought = { 'cf-access-jwt-assertion': await assertion() }
  expect(await authenticate(request(brought), '192.0.2.1', 0)).toMatchObject({ operator: 'ana@near.example' })
  vi.unstubAllGlobals()
})

it('W228 half a configuration of Access is an error that names what is missing; none is no Access', () => {
  expect(createAccess({})).toEqual({ ok: true, access: undefined })
  expect(createAccess({ ...TEAM, ACCESS_AUD: '' })).toMatchObject({
    error: expect.stringMatching(/^ACCESS_AUD: /),
  })
  expect(createAccess({ ...TEAM, ACCESS_TEAM_DOMAIN: 'http://x' })).toMatchObject({
    error: expect.stringMatching(/^ACCESS_TEAM_DOMAIN: .*found "http:\/\/x"$/),
  })
})

it.each<[Record<string, string>, boolean]>([
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'same-site', origin: 'https://near.example' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ origin: 'https://near.example' }, true],
  [{ origin: 'https://evil.example' }, false],
  [{ origin: 'null' }, false],
  [{}, false],
])(
  'W229 a change that a browser signs by itself comes from the gateway’s own page: %j',
  (headers, expected) => {
    expect(isSameOrigin(request(headers, 'POST'))).toBe(expected)
  },
)

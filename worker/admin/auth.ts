/** Who asks under `/_nearside/`? Everybody who can't say gets the same answer, whatever they ask for. */
import { RETRY_AFTER } from '../../protocol/headers.ts'
import { problemResponse } from '../../protocol/problem.ts'
import { ACCESS_ASSERTION, type Access, createAccess } from './access.ts'
import { createFailures, type Failures } from './failures.ts'
import { type OperatorTokens, parseOperatorTokens } from './operator-tokens.ts'
import { isSameOrigin } from './same-origin.ts'

export type Authenticated =
  | { readonly ok: true; readonly operator: string }
  | { readonly ok: false; readonly answer: Response }

/** @param address the client's. */
export type Authenticate = (
  request: Request,
  address: string | undefined,
  nowMs: number,
) => Promise<Authenticated>

type Secrets = {
  readonly OPERATOR_TOKENS?: string | undefined
  readonly ACCESS_TEAM_DOMAIN?: string | undefined
  readonly ACCESS_AUD?: string | undefined
}

/** What is wrong with the secrets is said in the log; nobody gets in by them then. */
export function createAuthenticate(secrets: Secrets): Authenticate {
  const tokens = tokensOf(secrets)
  const access = accessOf(secrets)
  const failures = createFailures()
  return async (request, address, nowMs) => {
    // First, and whatever failed before: others at the same address must not be able to lock an operator out.
    const authorization = request.headers.get('authorization')
    const name = tokens.nameOf(authorization)
    if (name !== undefined) return { ok: true, operator: name }
    // Who sends a token that is wrong is not somebody else.
    const found = authorization === null && access ? await byAccess(access, request) : 'nobody'
    return found === 'nobody' ? { ok: false, answer: refuse(failures, address, nowMs) } : found
  }
}

/** The limit is on the answers to those who fail. */
function refuse(failures: Failures, address: string | undefined, nowMs: number): Response {
  const refusedForMs = failures.refusedForMs(address, nowMs)
  if (refusedForMs > 0) return tooMany(refusedForMs)
  failures.failed(address, nowMs)
  return unknown()
}

async function byAccess(access: Access, request: Request): Promise<Authenticated | 'nobody'> {
  const assertion = request.headers.get(ACCESS_ASSERTION)
  if (assertion === null) return 'nobody'
  const found = await access(assertion)
  if (found.kind === 'nobody') return 'nobody'
  // Nobody has failed here: it does not count.
  if (found.kind === 'unavailable') return { ok: false, answer: problemResponse(NO_KEYS) }
  const mayChange = !found.isPerson || isSameOrigin(request)
  if (request.method !== 'GET' && request.method !== 'HEAD' && !mayChange) {
    return { ok: false, answer: problemResponse(CROSS_SITE) }
  }
  return { ok: true, operator: found.name }
}

const NO_KEYS = {
  status: 503,
  title: 'Cloudflare Access can not be asked',
  slug: 'access-keys',
  detail: 'The keys of the Access team can not be read, so nobody is known by it. A token works.',
}

const CROSS_SITE = {
  status: 403,
  title: 'From another site',
  slug: 'cross-site',
  detail:
    'Through Cloudflare Access only a page of this origin may send this: expected Sec-Fetch-Site: same-origin, or an Origin that is this one.',
}

function unknown(): Response {
  const title = 'Who are you?'
  const detail = 'Expected Authorization: Bearer and the token of an operator.'
  return problemResponse(
    { status: 401, title, slug: 'unauthenticated', detail },
    { 'www-authenticate': 'Bearer realm="nearside"' },
  )
}

function tooMany(refusedForMs: number): Response {
  const title = 'Too many failures'
  const detail = 'Too many at this address could not say who they are. The right token works all the same.'
  return problemResponse(
    { status: 429, title, slug: 'too-many-failures', detail },
    { [RETRY_AFTER]: String(Math.ceil(refusedForMs / 1000)) },
  )
}

function tokensOf({ OPERATOR_TOKENS }: Secrets): OperatorTokens {
  const parsed = parseOperatorTokens(OPERATOR_TOKENS)
  if (parsed.ok) return parsed.tokens
  console.error(`OPERATOR_TOKENS: ${parsed.error}; nobody gets in by a token`)
  return tokensOf({})
}

function accessOf(secrets: Secrets): Access | undefined {
  const created = createAccess(secrets)
  if (created.ok) return created.access
  console.error(`${created.error}; nobody gets in through Cloudflare Access`)
  return undefined
}

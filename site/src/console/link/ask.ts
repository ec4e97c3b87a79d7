/** One question to the operators' API. The only place of the console that talks to the network. */

import { RETRY_AFTER } from '../../../../protocol/headers.ts'
import type { Finding } from '../../../../protocol/operators/changes.ts'
import { retryAfterS } from '../../api/problem.ts'

export type Answer<Body> =
  | { readonly kind: 'answered'; readonly body: Body; readonly etag: string | null }
  /** What the `etag` names is still so. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'limited'; readonly retryAfterS: number }
  | Refused
  /** Nothing came back, or nothing that is the API. */
  | { readonly kind: 'unreachable' }

export type Refused = {
  readonly kind: 'refused'
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly findings: readonly Finding[]
}

export type Question = {
  readonly path: string
  readonly token: string | undefined
  /** Makes it a POST. */
  readonly body?: unknown
  readonly etag?: string | undefined
  readonly signal?: AbortSignal | undefined
}

const TIMEOUT_MS = 10_000
const DEFAULT_RETRY_AFTER_S = 30

export async function ask<Body>({ path, token, body, etag, signal }: Question): Promise<Answer<Body>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(`/_nearside/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      cache: 'no-store',
      // Cloudflare Access sends who is not signed in any more to a page elsewhere.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(etag === undefined ? {} : { 'if-none-match': etag }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return await read<Body>(response)
  } catch {
    // No connection, a timeout, or JSON that is none.
    return { kind: 'unreachable' }
  }
}

async function read<Body>(response: Response): Promise<Answer<Body>> {
  if (response.status === 304) return { kind: 'unchanged' }
  if (response.status === 401 || response.type === 'opaqueredirect') return { kind: 'unauthorized' }
  if (response.status === 429) {
    const waitS = retryAfterS(response.headers.get(RETRY_AFTER), Date.now())
    return { kind: 'limited', retryAfterS: waitS ?? DEFAULT_RETRY_AFTER_S }
  }
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return { kind: 'unreachable' }
  const body: unknown = await response.json()
  // The types are the contract that both sides are built from.
  if (response.ok) return { kind: 'answered', body: body as Body, etag: response.headers.get('etag') }
  return refusalOf(response.status, body)
}

type ProblemBody = {
  readonly title?: string
  readonly detail?: string
  readonly findings?: readonly Finding[]
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
}

function refusalOf(status: number, body: unknown): Refused {
  const { title, detail, findings = [], errors = [] } = (body ?? {}) as ProblemBody
  const fields = errors.map(({ field, message }) => `${field}: ${message}`).join(' ')
  return {
    kind: 'refused',
    status,
    title: title ?? `The answer is ${status}`,
    detail: fields || detail,
    findings,
  }
}

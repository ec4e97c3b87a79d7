/** Asks a region as the gateway does, or as somebody who is not the gateway. */
import { FORWARDED, INTENT, REGION, SLOT } from '../../protocol/headers.ts'
import { type SigningKey, sign } from '../../protocol/signature.ts'

export type Question = {
  readonly path: string
  /** Signed for this region; without it not signed at all. */
  readonly signedFor?: string
}

export type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly body: unknown }
  | { readonly kind: 'none'; readonly why: string }

export type Ask = (question: Question) => Promise<Answer>

const TRY_TIMEOUT_MS = 10_000

export function createAsk(o: {
  readonly origin: string
  readonly slot: 'preview' | 'active'
  readonly key: SigningKey
}): Ask {
  return async function ask({ path, signedFor }) {
    // As it goes on the wire: what a URL can not hold is escaped.
    const { href: url } = new URL(`${o.origin}${path}`)
    // Which slot is no region's business: the signature does not cover what the ingress alone reads.
    const headers = new Headers(o.slot === 'preview' ? { [SLOT]: 'preview' } : {})
    if (signedFor !== undefined) {
      headers.set(INTENT, 'read')
      headers.set(REGION, signedFor)
      headers.set(FORWARDED, 'for=_smoke')
      sign({ method: 'GET', url, headers }, o.key, Date.now())
    }
    try {
      const signal = AbortSignal.timeout(TRY_TIMEOUT_MS)
      const response = await fetch(url, { headers, redirect: 'manual', signal })
      const text = await response.text()
      return { kind: 'answer', status: response.status, headers: response.headers, body: parsed(text) }
    } catch (error) {
      return { kind: 'none', why: reasonOf(error) }
    }
  }
}

/** @returns `200 ready`, `401 signature-missing`, `no answer (ECONNREFUSED)`. */
export function answerText(answer: Answer): string {
  if (answer.kind === 'none') return `no answer (${answer.why})`
  const { status, type, detail } = fieldsOf(answer.body)
  const slug = typeof type === 'string' ? type.replace('urn:nearside:problem:', '') : undefined
  const what = [slug ?? status, detail].filter((part) => typeof part === 'string').join(': ')
  return `${answer.status} ${what || (answer.headers.get('content-type') ?? 'without a body')}`
}

export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === 'TimeoutError') return `nothing within ${TRY_TIMEOUT_MS / 1000} s`
  const { code } = cause as NodeJS.ErrnoException
  return typeof code === 'string' ? code : cause.message
}

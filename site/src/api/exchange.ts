/** One request and what came of it. The only place that talks to the network. */
import { RETRY_AFTER } from '../../../protocol/headers.ts'
import { type Asked, type Receipt, receiptOf } from '../receipt/receipt.ts'
import { type ProblemText, problemOf } from './problem.ts'
import type { ShopRequest } from './shop.ts'
import { networkMs } from './stopwatch.ts'

export type Outcome =
  | { readonly kind: 'answered'; readonly receipt: Receipt; readonly body: unknown }
  | { readonly kind: 'refused'; readonly receipt: Receipt; readonly problem: ProblemText }
  /** Nothing came back, or nothing that is the API. */
  | { readonly kind: 'unreachable'; readonly asked: Asked }

/** The gateway gives up after 10 s; what says nothing for longer is not there. */
const TIMEOUT_MS = 15_000

export async function exchange({ body, ...asked }: ShopRequest): Promise<Outcome> {
  const startedMs = performance.now()
  try {
    const response = await fetch(asked.path, {
      method: asked.method,
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const headersMs = performance.now() - startedMs
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    const answer: unknown = isJson ? await response.json() : await response.text()
    const browserMs = (await networkMs(response.url, startedMs)) ?? headersMs
    const receipt = receiptOf(asked, response, browserMs)
    if (response.ok)
      return isJson ? { kind: 'answered', receipt, body: answer } : { kind: 'unreachable', asked }
    const problem = problemOf(response.status, answer, response.headers.get(RETRY_AFTER), Date.now())
    return { kind: 'refused', receipt, problem }
  } catch {
    // No connection, a timeout, or JSON that is none: the visitor needs to know only that no answer came.
    return { kind: 'unreachable', asked }
  }
}

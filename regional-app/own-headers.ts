import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { SERVER_TIMING } from '../protocol/headers.ts'
import type { AppEnv } from './env.ts'
import { lengthOfNothing } from './writable.ts'

/**
 * What the region itself says on an answer, by names in lower case. It stands in the place of what a route says under the same name,
 * undefined in the place of anything; `Server-Timing` alone is added to it.
 */
export type OwnHeaders = { [name: string]: string | undefined }

/**
 * Puts the region's own headers on the answer. Over HTTP they join it on its way out: an answer whose `headers` nobody has asked for
 * never becomes an object of the platform with headers of the platform's (docs/decisions/0016-answers.md).
 */
export function putOn(c: Context<AppEnv>, own: OwnHeaders): void {
  // Who asks for the head alone is told the length of what is not sent; anybody else would wait for it.
  if (c.req.method !== 'HEAD') Object.assign(own, lengthOfNothing(c.res))
  // There is none where the app is asked without a server.
  const { outgoing }: Partial<HttpBindings> = c.env ?? {}
  if (outgoing instanceof Answering) {
    outgoing.own = own
    return
  }
  const headers = unlockedHeaders(c)
  for (const name of FRAMING) headers.delete(name)
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined) headers.delete(name)
    else if (name === SERVER_TIMING) headers.append(name, value)
    else headers.set(name, value)
  }
}

/** An answer as the region's HTTP server writes it, see {@link putOn}. */
export class Answering<Asked extends IncomingMessage = IncomingMessage> extends ServerResponse<Asked> {
  own: OwnHeaders | undefined = undefined

  override writeHead(status: number, ...rest: readonly unknown[]): this {
    const { own } = this
    const [given = {}] = rest
    // The adapter gives a record of headers or nothing; what comes otherwise is no answer of ours.
    if (!own || typeof given !== 'object') return Reflect.apply(super.writeHead, this, [status, ...rest])
    return super.writeHead(status, merged(status, given as OutgoingHttpHeaders, own))
  }
}

/** @returns names and values in turn, which Node takes as they stand. */
function merged(status: number, given: OutgoingHttpHeaders, own: OwnHeaders): OutgoingHttpHeader[] {
  const all: OutgoingHttpHeader[] = []
  const add = (name: string, value: OutgoingHttpHeader | undefined) => {
    if (value !== undefined) all.push(name, value)
  }
  let hasType = false
  for (const name in given) {
    const lower = name.toLowerCase()
    hasType ||= lower === 'content-type'
    if (FRAMING.has(lower)) continue
    if (lower === SERVER_TIMING || !Object.hasOwn(own, lower)) add(name, given[name])
  }
  for (const name in own) add(name, own[name])
  // As the adapter says where it has made `Headers` of them: else a browser would guess.
  if (!hasType && mayHaveBody(status)) add('content-type', 'text/plain; charset=UTF-8')
  return all
}

/** How an answer is framed Node says: what a route has passed on speaks of another connection, and would break this one. */
const FRAMING: ReadonlySet<string> = new Set([
  ...['transfer-encoding', 'trailer', 'connection', 'keep-alive', 'proxy-connection', 'upgrade'],
])

function mayHaveBody(status: number): boolean {
  return status >= 400 || (status >= 200 && status < 300 && status !== 204)
}

/** Those of an answer that came out of `fetch` can't be changed: it is wrapped, its body kept. */
function unlockedHeaders(c: Context<AppEnv>): Headers {
  try {
    c.res.headers.delete(PROBE)
  } catch {
    c.res = new Response(c.res.body, c.res)
  }
  return c.res.headers
}

/** A header that nobody has: there is no other way to ask. */
const PROBE = 'nearside-probe'

/** One signed, time-boxed fetch of one region, its answer told as data. */
import { INTENT, REGION } from '../../protocol/headers.ts'
import type { Intent } from '../../protocol/intent.ts'
import { type SigningKey, sign } from '../../protocol/signature.ts'
import type { RegionConfig } from '../config.ts'
import { type Fields, turnInto } from '../fields.ts'
import type { RequestBody } from './body.ts'
import { macOf } from './mac.ts'
import type { AttemptFailure } from './outcome.ts'
import { type Send, urlAt } from './reach.ts'

export type AttemptRequest = {
  readonly region: RegionConfig
  /** How the region is reached. */
  readonly send: Send
  readonly intent: Intent
  readonly method: string
  /** The client's URL, as a URL is written; path and query go on as they are. */
  readonly url: string
  /** Without those that this attempt adds. */
  readonly headers: Fields
  /** What they were made from. */
  readonly inbound: Inbound
  readonly body: RequestBody
  readonly key: SigningKey
  /** How long nothing may happen: no part of the body passed on, no headers of the answer. */
  readonly timeoutMs: number
  /** Aborts when the client has gone. */
  readonly clientGone: AbortSignal | undefined
}

/** Headers as they came, and the same read. */
export type Inbound = { readonly headers: Headers; readonly fields: Fields }

export type AttemptResult =
  | { readonly kind: 'answer'; readonly response: Response; readonly elapsedMs: number }
  | { readonly kind: 'failure'; readonly failure: AttemptFailure; readonly elapsedMs: number }

/** Cloudflare's own answers for an origin that it could not reach: 521 522 523 525 526 530 were never delivered. */
const UNREACHED = [521, 522, 523, 525, 526, 530]
const BROKEN_OFF = [520, 524]

export async function attempt(request: AttemptRequest): Promise<AttemptResult> {
  const startedMs = Date.now()
  const { region, clientGone, timeoutMs } = request
  const fail = (cause: AttemptFailure['cause'], status?: number): AttemptResult => ({
    kind: 'failure',
    failure: {
      regionId: region.id,
      intent: request.intent,
      cause,
      ...(status === undefined ? {} : { status }),
    },
    elapsedMs: Date.now() - startedMs,
  })
  if (clientGone?.aborted) return fail('client')
  const end = new AbortController()
  clientGone?.addEventListener('abort', () => end.abort())
  const startTimer = () => setTimeout(() => end.abort(), timeoutMs)
  let timer: ReturnType<typeof setTimeout> | undefined = startTimer()
  const onProgress = () => {
    // An answer may begin before the body has ended: from then on time is no matter.
    if (timer === undefined) return
    clearTimeout(timer)
    timer = startTimer()
  }
  const body = request.body.take(onProgress, () => end.abort())
  const target = urlAt(region, request.url)
  const headers = signedHeaders(request, target, startedMs)
  // Cloudflare keeps some answers between Worker and region, too: one made for another client, of an old standing.
  const init = { method: request.method, headers, body, redirect: 'manual', cache: 'no-store' } as const
  try {
    const response = await request.send(target, { ...init, signal: end.signal })
    const { status } = response
    const isBrokenOff = BROKEN_OFF.includes(status)
    if (isBrokenOff || UNREACHED.includes(status)) {
      await response.body?.cancel()
      return fail(isBrokenOff ? 'lost' : 'refused', status)
    }
    return { kind: 'answer', response, elapsedMs: Date.now() - startedMs }
  } catch {
    if (clientGone?.aborted || request.body.awaitsClient()) return fail('client')
    return fail(end.signal.aborted ? 'timeout' : 'lost')
  } finally {
    clearTimeout(timer)
    timer = undefined
  }
}

function signedHeaders(
  { region, intent, method, headers, inbound, key }: AttemptRequest,
  url: string,
  nowMs: number,
): Headers {
  const fields = new Map(headers)
  fields.set(INTENT, intent)
  fields.set(REGION, region.id)
  sign({ method, url, headers: fields }, key, nowMs, macOf)
  const copy = new Headers(inbound.headers)
  turnInto(copy, inbound.fields, fields)
  return copy
}

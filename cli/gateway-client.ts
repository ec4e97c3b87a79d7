/** Talks to the operators' API of a gateway, `/_nearside/`. */
import { VANTAGE_HEADER } from '../planet/front/headers.ts'
import type { Finding } from '../protocol/operators/changes.ts'
import type { Problem } from '../protocol/problem.ts'
import { CliFailure } from './exit.ts'
import { fetchNear, type NearInit } from './fetch-near.ts'
import type { AsOperator } from './options.ts'
import { isThisMachine, type PlanetHere, planetAt } from './planet-here.ts'
import { allPrintable, printable } from './printable.ts'
import { findToken, WHERE_TOKENS_ARE } from './token.ts'
import { whyUnanswered } from './unanswered.ts'

export type Gateway = {
  readonly url: string
  /**
   * Rejects with a {@link CliFailure}: nobody answers, or something else than a gateway; a {@link Refusal} where the
   * gateway says no.
   */
  ask<T>(path: string, options?: AskOptions): Promise<T>
  /** The planet that answers there, if it is one on this machine. */
  planet(): Promise<PlanetHere | undefined>
}

export type AskOptions = {
  /** Sent as JSON, by POST. */
  readonly json?: object | undefined
  /** On a planet: whose edge is to answer. */
  readonly city?: string | undefined
  /** Instead of the gateway's URL: another way in. */
  readonly url?: string | undefined
  readonly signal?: AbortSignal | undefined
}

type RefusalBody = Partial<Problem> & { readonly type?: string; readonly findings?: readonly Finding[] }

/** The gateway has answered, and it is a no. */
export class Refusal extends CliFailure {
  readonly status: number
  readonly body: RefusalBody
  /** When to ask again, in seconds, where the gateway says it. */
  readonly againS: string | undefined

  constructor(status: number, body: RefusalBody, message: string, againS?: string) {
    super(message, status === 422 ? 2 : 1, { problem: body })
    this.status = status
    this.body = body
    this.againS = againS
  }
}

export async function connect({ url, tokenFile }: AsOperator): Promise<Gateway> {
  let known: Promise<PlanetHere | undefined> | undefined
  const planet = () => {
    known ??= planetAt(url)
    return known
  }
  const found = await findToken(url, tokenFile, planet)

  async function ask<T>(path: string, { json, city, signal, url: other }: AskOptions = {}): Promise<T> {
    const at = other ?? url
    if (found && !isSafe(at))
      throw new CliFailure(`${at}: expected https, so that nobody reads the token.`, 2)
    const response = await send(new URL(path, at), {
      method: json ? 'POST' : 'GET',
      headers: {
        accept: 'application/json',
        ...(found ? { authorization: `Bearer ${found.token}` } : {}),
        ...(json ? { 'content-type': 'application/json' } : {}),
        ...(city ? { [VANTAGE_HEADER]: city } : {}),
      },
      body: json ? JSON.stringify(json) : null,
      // A token goes where it was meant to go.
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
    })
    const body: unknown = await response.json().catch(() => undefined)
    if (response.ok && body !== undefined && isOurs(response)) return body as T
    throw failure(at, response, body, found?.from)
  }
  return { url, ask, planet }
}

const TIMEOUT_MS = 15_000

async function send(url: URL, init: NearInit): Promise<Response> {
  try {
    return await fetchNear(url, init)
  } catch (error) {
    const hint = isThisMachine(url.href)
      ? ' A planet is started with: npm start. One on another port is named by --url or NEARSIDE_URL.'
      : ''
    throw new CliFailure(`Nobody answers at ${url.origin} (${whyUnanswered(error, TIMEOUT_MS)}).${hint}`, 3)
  }
}

function isSafe(url: string): boolean {
  return url.startsWith('https:') || isThisMachine(url)
}

function isOurs(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get('content-type') ?? '')
}

function failure(url: string, response: Response, body: unknown, tokenFrom: string | undefined): CliFailure {
  const { status, headers } = response
  if (status === 401) return new Refusal(status, {}, unauthorized(url, tokenFrom))
  if (typeof body !== 'object' || body === null || !isOurs(response)) {
    const what = printable([status, headers.get('content-type')].filter(Boolean).join(' '))
    return new CliFailure(
      `What answers at ${url} is no gateway: expected JSON from /_nearside/, found ${what}.`,
      3,
    )
  }
  const problem = body as RefusalBody
  const again = printable(headers.get('retry-after') ?? '') || undefined
  const sentence = describe(allPrintable(problem), status)
  return new Refusal(status, problem, sentence + (again ? ` Again in ${again} s.` : ''), again)
}

function unauthorized(url: string, tokenFrom: string | undefined): string {
  const what = tokenFrom ? `The one from ${tokenFrom} is not known there.` : 'None was found.'
  return `${url} wants an operator's token (401). ${what}\n${WHERE_TOKENS_ARE}`
}

function describe({ title, detail, errors = [] }: RefusalBody, status: number): string {
  // The fields say all that the detail says, one a line.
  const what = errors.length > 0 ? undefined : detail
  const headline = [title ?? `The gateway answered ${status}`, what].filter(Boolean).join(': ')
  return [
    `${headline}${/[.!?]$/.test(headline) ? '' : '.'}`,
    ...errors.map(({ field, message }) => `  ${field}: ${message}`),
  ].join('\n')
}

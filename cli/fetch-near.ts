/**
 * `fetch`, for which names under `.localhost` are this machine (RFC 6761, 6.3): not every resolver knows them. The name stays
 * in the request's Host, by which a planet tells the city.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Of the init it heeds method, headers, a text as body, and signal; it rejects as `fetch` does, with the system's error. */
export async function fetchNear(url: URL, init: NearInit): Promise<Response> {
  if (!/.\.localhost\.?$/.test(url.hostname)) return fetch(url, init)
  const { method, headers, body, signal } = init
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  const sent = request(url, { method, headers: headers ?? {}, signal, lookup, agent: false })
  sent.end(body ?? undefined)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  const { statusCode: status = 502, headersDistinct } = answer
  const content = await buffer(answer).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error
  })
  const pairs = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  )
  return new Response(content.length > 0 ? content : null, { status, headers: pairs })
}

export type NearInit = {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | null
  readonly redirect?: 'manual'
  readonly signal: AbortSignal
}

const LOOPBACK = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

const lookup: LookupFunction = (_name, { all }, found) =>
  all ? found(null, LOOPBACK) : found(null, '127.0.0.1', 4)

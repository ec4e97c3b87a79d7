/**
 * What a route has answered, before it is written. `fetch` lets answers have what HTTP can't carry, and Node notices too late:
 * it breaks the connection off, and a region whose connections break counts as failed.
 */
import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { Context } from 'hono'

/** @throws an error that names the header, and never its value, where Node can't write the answer. */
export function assertWritable(answer: Response): void {
  const { status, body, headers } = given(answer)
  // What is below is no last answer: its client would wait for another one. What is above no gateway can pass on.
  if (!(status >= 200 && status <= 599)) throw new RangeError(`no answer can have the status ${status}`)
  if (body instanceof ReadableStream && body.locked)
    throw new TypeError('the body of the answer is read by somebody else')
  let toldLength: string | undefined
  const assertOne = (name: string, value: string | undefined) => {
    if (value === undefined) return
    assertHeader(name, value)
    if (!isContentLength(name)) return
    if (toldLength !== undefined) throw new TypeError('the answer has two of the header content-length')
    toldLength = String(value)
  }
  if (headers instanceof Headers || Array.isArray(headers))
    for (const [name, value] of headers) assertOne(name, value)
  else for (const name in headers) assertOne(name, headers[name])
  // A 304 tells the length of what its client has.
  if (toldLength !== undefined && status !== 304) assertLength(toldLength, body)
}

/**
 * @returns the header that says how long an answer is that has no body, undefined in the place of any where HTTP says so by itself;
 *   nothing where there may be a body, or none is sent.
 */
export function lengthOfNothing(answer: Response): { 'content-length': string | undefined } | undefined {
  const { status, body } = given(answer)
  if (status === 304) return undefined
  if (body === null) return { 'content-length': undefined }
  return body === '' ? { 'content-length': status === 204 ? undefined : '0' } : undefined
}

/**
 * Takes back an answer that another one is to stand in for. That one would inherit its headers else (a cookie, a length, that it may
 * be cached), and whoever makes its body would go on.
 */
export function takeBack(c: Context): void {
  if (!c.finalized) return
  try {
    const { body } = given(c.res)
    if (body instanceof ReadableStream) body.cancel().catch(() => {})
  } catch {
    // It is none, so nobody makes anything.
  }
  c.res = undefined
}

type Given = {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers | [string, string][] | Readonly<Record<string, string>> | undefined
}

/** Asked for its `headers`, an answer of the adapter's becomes one of the platform, slowly: docs/decisions/0016-answers.md. */
function given(answer: Response): Given {
  cacheKey ??= Object.getOwnPropertySymbols(answer).find(({ description }) => description === 'cache')
  const light = cacheKey && (answer as unknown as { readonly [key: symbol]: Light | undefined })[cacheKey]
  if (light) return { status: light[0], body: light[1], headers: light[2] }
  try {
    const { status, body, headers } = answer
    return { status, body, headers }
  } catch {
    // Its reason would tell the value.
    throw new TypeError('the answer has a header that none can have')
  }
}

/** What an answer of `@hono/node-server` was made of is kept in a property of its own, until something else is asked for. */
type Light = readonly [Given['status'], Given['body'], Given['headers']]
let cacheKey: symbol | undefined

/** By Node's own rules. */
function assertHeader(name: string, value: string): void {
  validateHeaderName(name)
  validateHeaderValue(name, value)
}

function isContentLength(name: string): boolean {
  return name.length === 14 && name.toLowerCase() === 'content-length'
}

/** Another length than the body's would end the answer before its end, or let its client wait for more. */
function assertLength(told: string, body: unknown): void {
  if (!/^\d+$/.test(told)) throw new TypeError('the header content-length is no number')
  const length = knownLength(body)
  if (length !== undefined && told !== String(length))
    throw new RangeError(`the header content-length is not the ${length} bytes of the body`)
}

/** None of a stream; nor of nothing, which is how an answer to HEAD looks: see {@link lengthOfNothing}. */
function knownLength(body: unknown): number | undefined {
  if (typeof body === 'string') return Buffer.byteLength(body) || undefined
  if (body instanceof Uint8Array) return body.byteLength
  return body instanceof Blob ? body.size : undefined
}

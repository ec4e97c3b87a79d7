/**
 * What a route has answered, before it is written. `fetch` lets answers have what HTTP can't carry, and Node notices too late:
 * it breaks the connection off, and a region whose connections break counts as failed.
 */
import { validateHeaderName, validateHeaderValue } from 'node:http'

/** @throws an error that names the header, and never its value, where Node can't write the answer. */
export function assertWritable(answer: Response): void {
  const { status, body, headers } = given(answer)
  // What is below is no last answer: its client would wait for another one.
  if (!(status >= 200 && status <= 999)) throw new RangeError(`no answer can have the status ${status}`)
  if (body instanceof ReadableStream && body.locked)
    throw new TypeError('the body of the answer is read by somebody else')
  if (headers instanceof Headers || Array.isArray(headers))
    for (const [name, value] of headers) assertHeader(name, value)
  else for (const name in headers) assertHeader(name, headers[name])
}

/** Tells whoever makes the body of an answer that nobody will read it. */
export function discard(answer: Response): void {
  try {
    const { body } = given(answer)
    if (body instanceof ReadableStream) body.cancel().catch(() => {})
  } catch {
    // It is none, so nobody makes anything.
  }
}

type Given = {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers | [string, string][] | Readonly<Record<string, string>> | undefined
}

/** Asked for its `headers`, an answer of the adapter's becomes one of the platform, slowly: docs/decisions/0016-answers.md. */
export function given(answer: Response): Given {
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

/** By Node's own rules. One that is undefined is left out. */
function assertHeader(name: string, value: string | undefined): void {
  if (value === undefined) return
  validateHeaderName(name)
  validateHeaderValue(name, value)
}

import { bodyLimit } from 'hono/body-limit'
import { every } from 'hono/combine'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { problemResponse } from '../../protocol/problem.ts'
import { tooLargeProblem } from '../problems.ts'

const MAX_BODY_BYTES = 64 * 1024

type Schema = v.GenericSchema<unknown, unknown>

/** Path parameters by the schema, in `c.get('params')`; bad ones are a 422 that names them. */
export function params<S extends Schema>(schema: S) {
  return createMiddleware<{ Variables: { params: v.InferOutput<S> } }>(async function params(c, next) {
    const checked = v.safeParse(schema, c.req.param())
    if (!checked.success) return invalid(checked.issues)
    c.set('params', checked.output)
    return next()
  })
}

/** The query string by the schema, in `c.get('query')`; bad parameters are a 422 that names them. */
export function query<S extends Schema>(schema: S) {
  return createMiddleware<{ Variables: { query: v.InferOutput<S> } }>(async function query(c, next) {
    const twice = Object.entries(c.req.queries()).find(([, values]) => values.length > 1)
    if (twice) return invalidFields([{ field: twice[0], message: 'must stand once' }])
    const checked = v.safeParse(schema, c.req.query())
    if (!checked.success) return invalid(checked.issues)
    c.set('query', checked.output)
    return next()
  })
}

/** A JSON body by the schema, in `c.get('body')`: 415, 413, 400 or a 422 that names the fields otherwise. */
export function body<S extends Schema>(schema: S) {
  const checkBody = createMiddleware<{ Variables: { body: v.InferOutput<S> } }>(
    async function checkBody(c, next) {
      const parsed = parseJson(await c.req.arrayBuffer())
      if (!parsed)
        return problemResponse({
          status: 400,
          title: 'Malformed JSON',
          detail: 'the body is no JSON in UTF-8',
        })
      const checked = v.safeParse(schema, parsed.value)
      if (!checked.success) return invalid(checked.issues)
      c.set('body', checked.output)
      return next()
    },
  )
  return every(requireJson, limitBody, checkBody) as typeof checkBody
}

const requireJson = createMiddleware(async function requireJson(c, next) {
  if (JSON_MEDIA_TYPE.test(c.req.header('content-type') ?? '')) return next()
  return problemResponse({
    status: 415,
    title: 'Unsupported media type',
    detail: 'expected application/json',
  })
})

const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => tooLargeProblem(MAX_BODY_BYTES),
})

function parseJson(bytes: ArrayBuffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return undefined
  }
}

function invalid(issues: readonly v.BaseIssue<unknown>[]): Response {
  const errors = issues.map((issue) => ({ field: v.getDotPath(issue) ?? 'body', message: messageOf(issue) }))
  // One error tells enough of a field.
  return invalidFields(
    errors.filter(({ field }, index) => errors.findIndex((e) => e.field === field) === index),
  )
}

/** A key that isn't there is reported with the message of its object. */
function messageOf({ kind, type, path, received, message }: v.BaseIssue<unknown>): string {
  return kind === 'schema' && type === 'object' && path && received === 'undefined' ? 'is missing' : message
}

function invalidFields(errors: readonly { field: string; message: string }[]): Response {
  return problemResponse({ status: 422, title: 'Invalid input', slug: 'invalid-input', errors })
}

/** https://www.rfc-editor.org/rfc/rfc8259#section-8.1: JSON is UTF-8. */
const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?;?\s*$/i

/** A request's JSON body, checked against a schema; what is wrong with it is a problem that names each field. */
import * as v from 'valibot'
import type { Problem } from '../../protocol/problem.ts'
import { fieldErrors } from '../overlay/field-errors.ts'

export type BodyResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem }

const MOST_BYTES = 16_384

export async function readJson<T extends v.GenericSchema>(
  request: Request,
  schema: T,
): Promise<BodyResult<v.InferOutput<T>>> {
  const type = request.headers.get('content-type') ?? 'none'
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    const detail = `Content-Type: expected application/json, found ${type}.`
    return refused({ status: 415, title: 'Not JSON', slug: 'unsupported-media-type', detail })
  }
  const text = await readText(request)
  if (text === undefined) {
    const detail = `Expected at most ${MOST_BYTES} bytes.`
    return refused({ status: 413, title: 'The body is too large', slug: 'too-large', detail })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const detail = text === '' ? 'Expected JSON, found no body.' : 'Expected JSON.'
    return refused({ status: 400, title: 'Bad JSON', slug: 'bad-json', detail })
  }
  const result = v.safeParse(schema, value)
  return result.success ? { ok: true, value: result.output } : refused(invalid(fieldErrors(result.issues)))
}

export function invalid(errors: Problem['errors'] & object): Problem {
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ')
  return { status: 422, title: 'This can not be done', slug: 'invalid', detail, errors }
}

function refused(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem }
}

/** @returns undefined where it is too long; the rest is not read then. */
async function readText({ body }: Request): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

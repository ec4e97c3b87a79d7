/** Requests that can't be passed on, told at the edge before a region is asked. Pure. */
import { IDEMPOTENCY_KEY } from '../protocol/headers.ts'
import type { Problem } from '../protocol/problem.ts'
import { type Fields, fieldsOf } from './fields.ts'

export const BAD_URL: Problem = {
  status: 400,
  title: 'Bad URL',
  slug: 'bad-url',
  detail: 'The target or the Host is no URL.',
}

/** @returns what is wrong with the request, or undefined. */
export function refuse(request: Request, fields: Fields = fieldsOf(request.headers)): Problem | undefined {
  if ((request.method === 'GET' || request.method === 'HEAD') && request.body) {
    const detail = `A ${request.method} has no body here; found one.`
    return { status: 400, title: 'A body is not expected', slug: 'unexpected-body', detail }
  }
  // What a signature covers must be the same octets on both sides.
  if (!/^[\x20-\x7e]{0,255}$/.test(fields.get(IDEMPOTENCY_KEY) ?? '')) {
    const detail = `${IDEMPOTENCY_KEY}: expected at most 255 printable ASCII characters.`
    return { status: 400, title: 'Bad header', slug: 'bad-header', detail }
  }
  return undefined
}

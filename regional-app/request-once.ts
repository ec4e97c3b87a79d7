import { createHash } from 'node:crypto'
import { type Once, onceId } from '../db/once.ts'
import { IDEMPOTENCY_KEY } from '../protocol/headers.ts'
import { Instead } from './instead.ts'
import { tooLargeProblem } from './problems.ts'
import type { Scope } from './scope.ts'

/** A body up to this size is kept, so that the handler can still read it; of a larger one only the hash is. */
const KEPT_BODY_BYTES = 64 * 1024
/** More than the edge lets through. */
const LONGEST_BODY_BYTES = 512 * 1024 * 1024

/**
 * @param step counts the writes of one request, which has one key.
 * @returns what makes this write happen once; undefined where the request has no key.
 * @throws TypeError where the body is gone, so that another request under the key could not be told from this one.
 */
export async function onceOf({ deps, request }: Scope, step: number): Promise<Once | undefined> {
  const key = request.raw.headers.get(IDEMPOTENCY_KEY)
  if (!key) return undefined
  const principal = deps.principalOf?.(request.raw) ?? ''
  const { pathname, search } = new URL(request.url)
  const hash = createHash('sha256').update(`${request.method} ${pathname}${search}\n`)
  await hashBody(request, hash)
  return { id: onceId(principal, key, String(step)), fingerprint: hash.digest() }
}

async function hashBody(request: Scope['request'], hash: ReturnType<typeof createHash>): Promise<void> {
  const { body } = request.raw
  const isRead = request.raw.bodyUsed
  if (!isRead && !body) return
  // A form is encoded anew each time, with another boundary.
  const isKept = Object.keys(request.bodyCache).some((form) => form !== 'formData')
  if (isRead && !isKept)
    throw new TypeError(
      'a route that writes reads its body by c.req.json(), text(), arrayBuffer(), parseBody() or the middleware `body`',
    )
  const length = Number(request.raw.headers.get('content-length') ?? Number.POSITIVE_INFINITY)
  if (isRead || length <= KEPT_BODY_BYTES) {
    hash.update(new Uint8Array(await request.arrayBuffer()))
    return
  }
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > LONGEST_BODY_BYTES) throw new Instead(tooLargeProblem(LONGEST_BODY_BYTES))
    hash.update(chunk)
  }
}

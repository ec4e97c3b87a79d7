import type { Context } from 'hono'
import { routePath } from 'hono/route'
import type { AppEnv } from './env.ts'
import { replayToPrimary } from './problems.ts'
import { traceIdOf } from './trace-id.ts'

/**
 * A request that was tagged as a read writes: it is sent on to the primary, and the developer is told, since each such
 * request pays for the distance twice. A rule for its route, `intent = "write"`, mends that.
 */
export function misTagged<E extends AppEnv>(c: Context<E>): Response {
  const deps = c.get('deps')
  const receipt = c.get('receipt')
  const route = `${c.req.method} ${routePath(c, -1)}`
  const count = (deps.misTags.get(route) ?? 0) + 1
  deps.misTags.set(route, count)
  deps.log.warn({ traceId: traceIdOf(c), route, count }, 'tagged as a read, and writes')
  return replayToPrimary(receipt, 'mis-tagged')
}

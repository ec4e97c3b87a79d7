import { createMiddleware } from 'hono/factory'
import type { Logger } from 'pino'
import type { AppEnv } from '../env.ts'
import { traceIdOf } from '../trace-id.ts'

/** One line a request, written when its answer's headers are known. What a field doesn't apply to is left out. */
export function requestLog(log: Logger) {
  return createMiddleware<AppEnv>(async function requestLog(c, next) {
    const startedMs = performance.now()
    await next()
    const receipt = c.get('receipt')
    log.info({
      traceId: traceIdOf(c),
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      ms: Math.round((performance.now() - startedMs) * 100) / 100,
      intent: c.get('intent'),
      data: receipt.source,
      replay: receipt.replay,
    })
  })
}

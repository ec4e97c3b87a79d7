import { createMiddleware } from 'hono/factory'
import type { Logger } from 'pino'
import { TRACEPARENT } from '../../protocol/headers.ts'
import type { AppEnv } from '../env.ts'

/** One line a request, written when its answer's headers are known. What a field doesn't apply to is left out. */
export function requestLog(log: Logger) {
  return createMiddleware<AppEnv>(async function requestLog(c, next) {
    const startedMs = performance.now()
    await next()
    const receipt = c.get('receipt')
    log.info({
      traceId: traceIdOf(c.req.raw.headers.get(TRACEPARENT)),
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

/** https://www.w3.org/TR/trace-context/#traceparent-header: `00-<32 hex digits>-<16>-<2>`. */
export function traceIdOf(traceparent: string | null): string | undefined {
  return traceparent !== null && TRACE.test(traceparent) ? traceparent.slice(3, 35) : undefined
}

const TRACE = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}/

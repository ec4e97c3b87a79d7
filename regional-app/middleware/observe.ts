import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { TRACEPARENT } from '../../protocol/headers.ts'
import { parseTraceparent } from '../../protocol/traceparent.ts'
import type { AppEnv } from '../env.ts'
import { type Observe, UNMATCHED } from '../telemetry/handled.ts'

/** Tells each of them how a request went, once its answer's headers are known. */
export function observe(observers: readonly Observe[]) {
  return createMiddleware<AppEnv>(async function observe(c, next) {
    const startedMs = performance.now()
    await next()
    const route = routePath(c, -1)
    const handled = {
      method: c.req.method,
      path: c.req.path,
      route: route === MIDDLEWARE ? UNMATCHED : route,
      status: c.res.status,
      startedMs,
      endedMs: performance.now(),
      intent: c.get('intent'),
      receipt: c.get('receipt'),
      trace: parseTraceparent(c.req.raw.headers.get(TRACEPARENT)),
    }
    for (const tell of observers) {
      try {
        tell(handled)
      } catch (err) {
        c.get('deps').log.error({ err, traceId: handled.trace?.traceId }, 'a request was not observed')
      }
    }
  })
}

/** The pattern of what is before all routes: the last that matches where no route does. */
const MIDDLEWARE = '/*'

import { routePath } from 'hono/route'
import { TRACEPARENT } from '../../protocol/headers.ts'
import { parseTraceparent } from '../../protocol/traceparent.ts'
import { type Observe, UNMATCHED } from '../telemetry/handled.ts'
import type { Part } from './stack.ts'

/** Tells each of them how a request went, once its answer's headers are known. */
export function observe(observers: readonly Observe[]): Part {
  return {
    after(c) {
      const receipt = c.get('receipt')
      const route = routePath(c, -1)
      const handled = {
        method: c.req.method,
        path: c.req.path,
        route: route === MIDDLEWARE ? UNMATCHED : route,
        status: c.res.status,
        startedMs: receipt.startedMs,
        endedMs: performance.now(),
        intent: c.get('intent'),
        receipt,
        trace: parseTraceparent(c.req.raw.headers.get(TRACEPARENT)),
      }
      for (const tell of observers) {
        try {
          tell(handled)
        } catch (err) {
          c.get('deps').log.error({ err, traceId: handled.trace?.traceId }, 'a request was not observed')
        }
      }
    },
  }
}

/** The pattern of what is before all routes: the last that matches where no route does. */
const MIDDLEWARE = '/*'

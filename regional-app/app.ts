import { Hono } from 'hono'
import type { AppDeps, AppEnv } from './env.ts'
import { onError, onNotFound } from './middleware/errors.ts'
import { provide } from './middleware/provide.ts'
import { receipt } from './middleware/receipt.ts'
import { requestLog } from './middleware/request-log.ts'
import { session } from './middleware/session.ts'
import { signature } from './middleware/signature.ts'
import { standing } from './middleware/standing.ts'
import { livez, readyz } from './routes/health.ts'
import { shop } from './routes/index.ts'

/**
 * The app of one region: every request passes this stack from top to bottom, its answer from bottom to top.
 * @param routes what the app is for; the example shop unless told otherwise.
 */
export function createApp(deps: AppDeps, routes: Hono<AppEnv> = shop): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/livez', livez)
    .use(provide(deps))
    .use(requestLog(deps.log))
    .use(receipt(deps.region))
    .use(signature(deps))
    .use(standing(deps))
    .use(session(deps))
    .get('/readyz', readyz)
    .route('/', routes)
    .onError(onError)
    .notFound(onNotFound)
}

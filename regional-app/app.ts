import { Hono } from 'hono'
import type { AppDeps, AppEnv } from './env.ts'
import { onError, onNotFound } from './middleware/errors.ts'
import { observe } from './middleware/observe.ts'
import { provide } from './middleware/provide.ts'
import { receipt } from './middleware/receipt.ts'
import { session } from './middleware/session.ts'
import { signature } from './middleware/signature.ts'
import { stack } from './middleware/stack.ts'
import { standing } from './middleware/standing.ts'
import { livez, readyz } from './routes/health.ts'
import { shop } from './routes/index.ts'
import { observeLog } from './telemetry/log.ts'

/**
 * The app of one region: every request passes this stack from top to bottom, its answer from bottom to top.
 * @param routes what the app is for; the example shop unless told otherwise.
 */
export function createApp(deps: AppDeps, routes: Hono<AppEnv> = shop): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/livez', livez)
    .use(
      stack(
        [
          provide(deps),
          observe([observeLog(deps.log), ...(deps.observers ?? [])]),
          receipt(deps.region),
          signature(deps),
          standing(deps),
          session(deps),
        ],
        onError,
      ),
    )
    .get('/readyz', readyz)
    .route('/', routes)
    .onError(onError)
    .notFound(onNotFound)
}

import { createMiddleware } from 'hono/factory'
import type { AppDeps, AppEnv } from '../env.ts'

/** Puts what the app works with where every handler finds it. */
export function provide(deps: AppDeps) {
  return createMiddleware<AppEnv>(function provide(c, next) {
    c.set('deps', deps)
    return next()
  })
}

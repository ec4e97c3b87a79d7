import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { databaseTrouble } from '../../db/database-error.ts'
import { problemResponse } from '../../protocol/problem.ts'
import type { AppEnv } from '../env.ts'
import { Instead } from '../instead.ts'
import { misTagged } from '../mis-tags.ts'
import { unavailableProblem } from '../problems.ts'
import { traceIdOf } from '../trace-id.ts'
import { takeBack } from '../writable.ts'

/** What a handler threw becomes an answer; what nobody expected is logged and tells no internals. */
export function onError(error: Error, c: Context<AppEnv>): Response {
  takeBack(c)
  if (error instanceof HTTPException) {
    return error.res ?? problemResponse({ status: error.status, title: error.message })
  }
  if (error instanceof Instead) return error.answer
  switch (databaseTrouble(error)) {
    case 'unavailable':
    case 'conflict':
      c.get('deps').log.warn({ err: error, traceId: traceIdOf(c) }, 'the database did not answer')
      return unavailableProblem("this region's database can't answer now")
    case 'read-only':
      return misTagged(c)
    case undefined:
      c.get('deps').log.error(
        { err: error, traceId: traceIdOf(c), method: c.req.method, path: c.req.path },
        'unexpected error',
      )
      return problemResponse({ status: 500, title: 'Internal server error' })
  }
}

export function onNotFound(c: Context<AppEnv>): Response {
  return problemResponse({
    status: 404,
    title: 'Not found',
    detail: `nothing answers ${c.req.method} ${c.req.path}`,
  })
}

import type { Context } from 'hono'
import { TRACEPARENT } from '../protocol/headers.ts'
import { parseTraceparent } from '../protocol/traceparent.ts'
import type { AppEnv } from './env.ts'

/** @returns the trace that the request belongs to, for its lines in the log. */
export function traceIdOf<E extends AppEnv>(c: Context<E>): string | undefined {
  return parseTraceparent(c.req.raw.headers.get(TRACEPARENT))?.traceId
}

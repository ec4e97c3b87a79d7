import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'
import { misTagged } from '../mis-tags.ts'
import { type ReadData, readData } from '../reading.ts'
import { openScope } from '../scope.ts'
import { type WriteData, writeData } from '../writing.ts'

/** Gives a route that reads its `c.get('data')`. */
export const reads = createMiddleware<AppEnv & { Variables: { data: ReadData } }>(function reads(c, next) {
  c.set('data', readData(openScope(c)))
  return next()
})

/** Gives a route that writes its `c.get('data')`; where the request was tagged as a read it is replayed instead. */
export const writes = createMiddleware<AppEnv & { Variables: { data: WriteData } }>(
  async function writes(c, next) {
    if (c.get('intent') === 'read') return misTagged(c)
    c.set('data', writeData(openScope(c)))
    return next()
  },
)

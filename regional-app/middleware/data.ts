import { createMiddleware } from 'hono/factory'
import { type ReadData, readData, type WriteData, writeData } from '../data.ts'
import type { AppEnv } from '../env.ts'
import { replayToPrimary } from '../problems.ts'

/** Gives a route that reads its `c.var.data`. */
export const reads = createMiddleware<AppEnv & { Variables: { data: ReadData } }>(
  async function reads(c, next) {
    c.set('data', readData(c.get('deps'), c.get('receipt')))
    await next()
  },
)

/** Gives a route that writes its `c.var.data`; where the request was tagged as a read it is replayed instead. */
export const writes = createMiddleware<AppEnv & { Variables: { data: WriteData } }>(
  async function writes(c, next) {
    if (c.get('intent') === 'read') return replayToPrimary(c.get('receipt'), 'mis-tagged')
    c.set('data', writeData(c.get('deps'), c.get('receipt')))
    return next()
  },
)

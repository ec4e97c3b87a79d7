/** The least app that may stand next door to the primary: Hono, Drizzle's transaction over postgres.js, nothing else. */
import { parentPort, workerData } from 'node:worker_threads'
import { serve } from '@hono/node-server'
import { drizzle } from 'drizzle-orm/postgres-js'
import { Hono } from 'hono'
import postgres from 'postgres'
import { builders } from './statement.ts'
import type { Commit } from './way.ts'

/** More than there are commits at once. */
const CONNECTIONS = 16

const { databaseUrl }: { readonly databaseUrl: string } = workerData
const sql = postgres(databaseUrl, { max: CONNECTIONS, fetch_types: false, max_lifetime: null })
const db = drizzle(sql)

const app = new Hono().post('/commit', async (c) => {
  const commit: Commit = await c.req.json()
  const rows = await db.transaction(async (tx) => {
    const given = []
    for (const statement of builders(tx, commit)) given.push(...(await statement))
    return given
  })
  return c.json(rows)
})

// It runs already when somebody forwards to it: its own connections are open.
await Promise.all(Array.from({ length: CONNECTIONS }, () => sql`select pg_sleep(0.2)`))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => parentPort?.postMessage(port))

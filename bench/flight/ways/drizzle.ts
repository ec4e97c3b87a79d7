/** Drizzle's own transaction, as its documentation writes it, over either driver. */
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import { builders } from '../statement.ts'
import type { Connection } from '../way.ts'
import { openPostgres } from './postgres.ts'

export function openDrizzlePostgres(databaseUrl: string): Connection {
  const client = openPostgres(databaseUrl)
  const db = drizzlePostgres(client)
  return {
    commit: (commit) =>
      db.transaction(async (tx) => {
        for (const statement of builders(tx, commit)) await statement
      }),
    close: () => client.end(),
  }
}

export function openDrizzlePg(databaseUrl: string): Connection {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  // What is lost is told by its commit; without a listener it would end the process.
  pool.on('error', () => {})
  const db = drizzlePg(pool)
  return {
    commit: (commit) =>
      db.transaction(async (tx) => {
        for (const statement of builders(tx, commit)) await statement
      }),
    close: () => pool.end(),
  }
}

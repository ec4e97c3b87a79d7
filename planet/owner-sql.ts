import postgres, { type Sql } from 'postgres'
import { databaseUrl } from './database-urls.ts'
import { DATABASE } from './postgres.ts'
import type { Passwords } from './state.ts'

/** Whose server to talk to: the one on that port of this machine, over no link. */
export type OwnServer = { readonly port: number; readonly passwords: Passwords }

/** Does some work on one connection of the owner's. */
export async function withOwnerSql<T>(
  { port, passwords }: OwnServer,
  work: (sql: Sql) => Promise<T>,
  database: string = DATABASE,
): Promise<T> {
  const sql = postgres(databaseUrl('owner', passwords, port, database), {
    max: 1,
    onnotice: () => {},
    fetch_types: false,
    max_lifetime: null,
    connection: { application_name: 'planet' },
  })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

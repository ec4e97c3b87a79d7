import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { runWithDatabaseUrl } from './command.ts'
import { verified } from './tls.ts'

/** Any number, the same in every run: two that start at once take turns. */
const MIGRATION_LOCK = 6_273_277

/**
 * Brings the database up to the newest migration of db/migrations; does nothing where it is there already.
 * @param url of the owner: who may create roles, or finds them made (infra/charts/database/files/bootstrap.sql).
 */
export async function migrate(url: string): Promise<void> {
  const [address, tls] = verified(url)
  const sql = postgres(address, {
    ...tls,
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'nearside-migrate' },
  })
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`
    await applyMigrations(drizzle(sql), {
      migrationsFolder: fileURLToPath(new URL('migrations', import.meta.url)),
    })
  } finally {
    await sql.end()
  }
}

if (import.meta.main) await runWithDatabaseUrl(migrate)

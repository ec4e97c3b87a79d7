/** What a new primary needs before it can be copied: the schema, the logins, the seed, a slot per replica. */
import type { Sql } from 'postgres'
import { databaseUrl, LOGINS } from './database-urls.ts'
import { type OwnServer, withOwnerSql } from './owner-sql.ts'
import { DATABASE } from './postgres.ts'
import { makeSlots } from './slots.ts'

/** Fills an empty server. */
export async function setUpPrimary(server: OwnServer, replicas: readonly string[]): Promise<void> {
  const { passwords, port } = server
  // One more database would be a third more to write, and to copy for every replica.
  await withOwnerSql(server, (sql) => sql`alter database postgres rename to ${sql(DATABASE)}`, 'template1')
  const url = databaseUrl('owner', passwords, port)
  const { migrate, seed } = await loadSchema()
  await migrate(url)
  await withOwnerSql(server, async (sql) => {
    await createLogin(sql, LOGINS.read, passwords.read, 'in role nearside_reader')
    await createLogin(sql, LOGINS.write, passwords.write, 'in role nearside_writer')
    await createLogin(sql, LOGINS.replication, passwords.replication, 'replication')
    await makeSlots(sql, replicas)
  })
  await seed(url)
}

/** Brings an earlier planet's primary up to this version's schema and seed. */
export async function updatePrimary({ port, passwords }: OwnServer): Promise<void> {
  const url = databaseUrl('owner', passwords, port)
  const { migrate, seed } = await loadSchema()
  await migrate(url)
  await seed(url)
}

/** Drizzle takes a while to load: other processes work meanwhile. */
export async function loadSchema() {
  const [{ migrate }, { seed }] = await Promise.all([import('../db/migrate.ts'), import('../db/seed.ts')])
  return { migrate, seed }
}

/** DDL takes no parameters; a password is of the base64url alphabet. */
async function createLogin(sql: Sql, name: string, password: string, attributes: string): Promise<void> {
  await sql.unsafe(`create role ${name} login password '${password}' ${attributes}`)
}

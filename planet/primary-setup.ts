/** What a new primary needs before it can be copied: the schema, the logins, the seed, a slot per replica. */
import postgres, { type Sql } from 'postgres'
import { databaseUrl, LOGINS } from './database-urls.ts'
import { DATABASE } from './postgres.ts'
import type { Passwords } from './state.ts'
import { waitFor } from './wait.ts'

/** Fills an empty server. */
export async function setUpPrimary(
  port: number,
  passwords: Passwords,
  replicas: readonly string[],
): Promise<void> {
  await withSql(databaseUrl('owner', passwords, port, 'postgres'), async (sql) => {
    await sql`create database ${sql(DATABASE)}`
  })
  const url = databaseUrl('owner', passwords, port)
  const { migrate, seed } = await schema()
  await migrate(url)
  await withSql(url, async (sql) => {
    await createLogin(sql, LOGINS.read, passwords.read, 'in role nearside_reader')
    await createLogin(sql, LOGINS.write, passwords.write, 'in role nearside_writer')
    await createLogin(sql, LOGINS.replication, passwords.replication, 'replication')
    for (const region of replicas) await createSlot(sql, region)
  })
  await seed(url)
}

/** Brings an earlier planet's primary up to this version's schema and seed. */
export async function updatePrimary(port: number, passwords: Passwords): Promise<void> {
  const url = databaseUrl('owner', passwords, port)
  const { migrate, seed } = await schema()
  await migrate(url)
  await seed(url)
}

/** @returns those of the replicas whose slot is gone or no longer keeps what they need. */
export async function lostSlots(
  port: number,
  passwords: Passwords,
  replicas: readonly string[],
): Promise<readonly string[]> {
  return withSql(databaseUrl('owner', passwords, port), async (sql) => {
    const rows = await sql<{ slot_name: string }[]>`
      select slot_name from pg_replication_slots where wal_status is distinct from 'lost' and invalidation_reason is null`
    const good = new Set(rows.map(({ slot_name }) => slot_name))
    return replicas.filter((region) => !good.has(region))
  })
}

/** Makes the slots of these replicas anew, keeping WAL from now on. */
export async function renewSlots(
  port: number,
  passwords: Passwords,
  replicas: readonly string[],
): Promise<void> {
  await withSql(databaseUrl('owner', passwords, port), async (sql) => {
    for (const region of replicas) {
      // The primary takes a moment to notice that a replica has gone.
      await waitFor(async () => isIdle(sql, region), {
        timeoutMs: 10_000,
        describe: () => `the slot ${region} is still in use`,
      })
      await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${region}`
      await createSlot(sql, region)
    }
  })
}

async function isIdle(sql: Sql, slot: string): Promise<boolean> {
  const rows = await sql`select from pg_replication_slots where slot_name = ${slot} and active`
  return rows.length === 0
}

/** Drizzle takes a while to load: other processes work meanwhile. */
async function schema() {
  const [{ migrate }, { seed }] = await Promise.all([import('../db/migrate.ts'), import('../db/seed.ts')])
  return { migrate, seed }
}

async function createSlot(sql: Sql, region: string): Promise<void> {
  await sql`select pg_create_physical_replication_slot(${region}, immediately_reserve => true)`
}

/** DDL takes no parameters; a password is of the base64url alphabet. */
async function createLogin(sql: Sql, name: string, password: string, attributes: string): Promise<void> {
  await sql.unsafe(`create role ${name} login password '${password}' ${attributes}`)
}

async function withSql<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    onnotice: () => {},
    fetch_types: false,
    connection: { application_name: 'planet' },
  })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

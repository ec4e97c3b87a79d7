/** Replication slots: each replica has one on the primary, which keeps the WAL that it still needs. */
import type { Sql } from 'postgres'
import { type OwnServer, withOwnerSql } from './owner-sql.ts'
import { waitFor } from './wait.ts'

/** Makes the slots that are missing, keeping WAL from the last checkpoint on. */
export async function makeSlots(sql: Sql, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await sql`
      select pg_create_physical_replication_slot(${id}, immediately_reserve => true)
      where not exists (select from pg_replication_slots where slot_name = ${id})`
  }
}

/**
 * Drops the slots of servers that are no replicas now, since they would keep WAL for nobody.
 * @returns those of the replicas whose slot is missing or no longer keeps what they need.
 */
export async function checkSlots(server: OwnServer, replicas: readonly string[]): Promise<readonly string[]> {
  return withOwnerSql(server, async (sql) => {
    const slots = await sql<{ slot_name: string; active: boolean; keeps: boolean }[]>`
      select slot_name, active, wal_status is distinct from 'lost' and invalidation_reason is null as keeps
      from pg_replication_slots where slot_type = 'physical'`
    for (const { slot_name, active } of slots) {
      if (!active && !replicas.includes(slot_name)) await sql`select pg_drop_replication_slot(${slot_name})`
    }
    const good = new Set(slots.filter(({ keeps }) => keeps).map(({ slot_name }) => slot_name))
    return replicas.filter((id) => !good.has(id))
  })
}

/** Makes the slots of these replicas, which have been stopped, anew. */
export async function renewSlots(sql: Sql, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    // Behind a black hole the primary would take half a minute to notice that a replica has gone.
    await sql`select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = ${id} and active`
    await waitFor(() => isIdle(sql, id), {
      timeoutMs: 10_000,
      describe: () => `the slot ${id} is still in use`,
    })
    await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${id}`
  }
  await makeSlots(sql, ids)
}

async function isIdle(sql: Sql, slot: string): Promise<boolean> {
  const rows = await sql`select from pg_replication_slots where slot_name = ${slot} and active`
  return rows.length === 0
}

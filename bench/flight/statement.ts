/** The statement that every way commits once for each order: change it, give the whole row back. */
import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { orders } from '../../db/schema.ts'
import type { Commit } from './way.ts'

type Tx = Pick<PgDatabase<PgQueryResultHKT>, 'update'>

/** @returns Drizzle's builders, one an order, each with a text of its own. */
export function builders(tx: Tx, { ids, note, salt }: Commit) {
  const set = { note, version: sql`${orders.version} + 1` }
  return ids.map((id, at) => {
    const given: Record<string, SQL.Aliased> = { note: sql`${orders.note}`.as(aliasOf(salt, at)) }
    const rows = { ...getTableColumns(orders), ...given }
    return tx.update(orders).set(set).where(eq(orders.id, id)).returning(rows)
  })
}

/** @returns the name of the column that makes the text of statement `at` its own. */
export function aliasOf(salt: string, at: number): string {
  return `note_${salt}_${at}`
}

/** Makes a replica the primary, and tells a primary's branch of history. */
import type { Sql } from 'postgres'
import { type Branch, parseBranch } from './history.ts'
import { type OwnServer, withOwnerSql } from './owner-sql.ts'
import { PlanetError } from './planet-error.ts'
import { makeSlots } from './slots.ts'

/** Promotes the server where it is a replica still, and makes the slots of those that will follow it. */
export async function promote(server: OwnServer, followers: readonly string[]): Promise<void> {
  await withOwnerSql(server, async (sql) => {
    if (!(await isInRecovery(sql))) return
    const [row] = await sql<{ promoted: boolean }[]>`
      select pg_promote(wait => true, wait_seconds => ${PROMOTE_TIMEOUT_S}) as promoted`
    if (!row?.promoted) throw new PlanetError(`The replica was not promoted within ${PROMOTE_TIMEOUT_S} s.`)
    await makeSlots(sql, followers)
  })
}

/** @returns the branch of a primary. */
export async function branchOf(server: OwnServer): Promise<Branch> {
  return withOwnerSql(server, async (sql) => {
    // Out of the WAL file's name: the control file's goes stale for seconds after a promotion.
    const [row] = await sql<{ timeline: string; history: string | null }[]>`
      select timeline, pg_read_file('pg_wal/' || timeline || '.history', true) as history
      from (select left(pg_walfile_name(pg_current_wal_flush_lsn()), 8) as timeline) server`
    return parseBranch(Number.parseInt(row?.timeline ?? '', 16), row?.history ?? undefined)
  })
}

const PROMOTE_TIMEOUT_S = 30

async function isInRecovery(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ recovering: boolean }[]>`select pg_is_in_recovery() as recovering`
  return row?.recovering ?? false
}

/** Makes a replica the primary, and tells a primary's history. */
import type { Sql } from 'postgres'
import type { History } from '../db/history.ts'
import { identify, observe } from '../db/observe.ts'
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

/** @returns the history of a primary's timeline. */
export async function historyOf(server: OwnServer): Promise<History> {
  return withOwnerSql(server, async (sql) => {
    const { position } = await observe(sql)
    const identity = await identify(sql, position.timeline)
    if (!identity) throw new PlanetError(`The primary has no history of its timeline ${position.timeline}.`)
    return identity.history
  })
}

const PROMOTE_TIMEOUT_S = 30

async function isInRecovery(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ recovering: boolean }[]>`select pg_is_in_recovery() as recovering`
  return row?.recovering ?? false
}

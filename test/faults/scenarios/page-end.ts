import type { Sql } from 'postgres'
import { lsnOf } from '../checker/place.ts'
import type { Mark } from '../history.ts'
import { orderIdOf, type Scenario } from '../scenario.ts'

/**
 * A commit that ends exactly where a page of the log ends. Its position is the page's end; the place for the next
 * insertion lies behind the next page's header, where an idle log does not come.
 */
export const pageEnd: Scenario = {
  name: 'page-end',
  async run({ session, goods, onPrimary, planet }) {
    const { primary } = await planet.status()
    await onPrimary(async (sql) => {
      const writer = session()
      let usualBytes = 0
      let hits = 0
      for (let tries = 0; tries < MOST_TRIES && hits < HITS; tries++) {
        const start = await padTo(sql, PAGE_BYTES - usualBytes)
        const placed = await writer.order(primary, goods())
        // Each hit is followed by a read at once: the next heartbeat moves the log on.
        const { verdict } = await writer.read(primary, orderIdOf(placed))
        if (verdict) return
        if (!placed.received) throw new Error('the bookmark can not be read')
        if (isAtPageEnd(placed.received)) hits++
        usualBytes = Number(lsnOf(placed.received) - start) % PAGE_BYTES
      }
      if (hits === 0) throw new Error(`no commit ended at a page's end in ${MOST_TRIES} tries`)
    })
  },
}

const PAGE_BYTES = 8192
const MOST_TRIES = 400
const HITS = 3

/** At the end of a page, or behind the header of the next: a long one where a segment begins. */
function isAtPageEnd(mark: Mark): boolean {
  return [0n, 24n, 40n].includes(lsnOf(mark) % BigInt(PAGE_BYTES))
}

/**
 * Fills the log until its next record begins at that offset of a page, as near as it goes.
 * @returns the position that it has come to.
 */
async function padTo(sql: Sql, offset: number): Promise<bigint> {
  let at = await position(sql)
  for (let round = 0; round < 6; round++) {
    const missing = (offset - Number(at % BigInt(PAGE_BYTES)) + PAGE_BYTES) % PAGE_BYTES
    if (missing === 0) return at
    const text =
      missing > RECORD_BYTES
        ? missing - RECORD_BYTES
        : missing + PAGE_BYTES - RECORD_BYTES - PAGE_HEADER_BYTES
    await sql`select pg_logical_emit_message(false, 'pad', repeat('x', ${text}::int))`
    at = await position(sql)
  }
  return at
}

/** What a message takes besides its text, and what a page begins with. */
const RECORD_BYTES = 56
const PAGE_HEADER_BYTES = 24

async function position(sql: Sql): Promise<bigint> {
  const [row] = await sql<{ at: string }[]>`select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text as at`
  return BigInt(row?.at ?? 0)
}

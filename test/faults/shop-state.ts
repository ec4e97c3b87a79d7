/** What stands in the shop's tables: before a run and after it. */
import postgres, { type Sql } from 'postgres'

export type ShopState = {
  readonly products: readonly { readonly id: string; readonly stock: number }[]
  readonly orders: readonly OrderRow[]
}

export type OrderRow = {
  readonly id: string
  readonly productId: string
  readonly quantity: number
  readonly status: string
  readonly version: number
  readonly note: string
}

/**
 * Reads all of it off the primary, in one snapshot.
 * @param urls of the servers that may be the primary, as an owner of the database.
 */
export async function readShop(urls: readonly string[]): Promise<ShopState> {
  return withPrimary(urls, (sql) =>
    sql.begin('isolation level repeatable read read only', async (tx) => ({
      products: await tx<ShopState['products'][number][]>`select id, stock from products`,
      orders: await tx<OrderRow[]>`
        select id, product_id as "productId", quantity, status, version, note from orders`,
    })),
  )
}

/** Works on the server that is not in recovery, on the highest timeline. @throws where there is none. */
export async function withPrimary<T>(urls: readonly string[], work: (sql: Sql) => Promise<T>): Promise<T> {
  const opened = urls.map((url) => postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} }))
  try {
    const timelines = await Promise.all(opened.map((sql) => timelineOfPrimary(sql).catch(() => 0)))
    const highest = Math.max(...timelines)
    const primary = opened[timelines.indexOf(highest)]
    if (highest === 0 || !primary) throw new Error('none of the servers is the primary')
    return await work(primary)
  } finally {
    await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })))
  }
}

/** @returns 0 for a replica. */
async function timelineOfPrimary(sql: Sql): Promise<number> {
  const [row] = await sql<{ timeline: number }[]>`
    select case when pg_is_in_recovery() then 0
      else ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int end as timeline`
  return row?.timeline ?? 0
}

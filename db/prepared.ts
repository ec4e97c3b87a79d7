import type { ReadHandle } from './connect.ts'

/**
 * A query that is built once for each read handle and then only executed, for what is read most: Drizzle's building costs the app
 * more than the sending of a one-row read. It saves no round trip: any statement is prepared on a connection that has run it.
 *
 * @example
 * const productById = prepared((db) => db.select().from(products).where(…).prepare('product_by_id'))
 * const [product] = await productById(db).execute({ id })
 */
export function prepared<Query>(build: (db: ReadHandle) => Query): (db: ReadHandle) => Query {
  const built = new WeakMap<ReadHandle, Query>()
  return (db) => {
    const known = built.get(db)
    if (known !== undefined) return known
    const query = build(db)
    built.set(db, query)
    return query
  }
}

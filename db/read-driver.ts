/** Drizzle over the read pool: its own session for postgres.js, with the pool in the place of the driver. */
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import type { Read } from './read-connection.ts'
import type { ReadPool } from './read-pool.ts'
import { parseValue, VALUE_TABLES } from './read-values.ts'

export function drizzleOver(pool: ReadPool): PostgresJsDatabase {
  const client = {
    options: VALUE_TABLES,
    unsafe: (text: string, parameters: readonly unknown[] = []) => new Pending(pool, text, parameters),
  }
  // The session calls nothing else of its client; the whole function stands in its type.
  return drizzle({ client: client as unknown as Sql })
}

/** A query that is sent when somebody waits for it, as one of postgres.js: for its rows by name, or for their values. */
class Pending implements PromiseLike<unknown[]> {
  private readonly pool: ReadPool
  readonly text: string
  readonly parameters: readonly unknown[]

  constructor(pool: ReadPool, text: string, parameters: readonly unknown[]) {
    this.pool = pool
    this.text = text
    this.parameters = parameters
  }

  async values(): Promise<unknown[][]> {
    const { rows, columns } = await this.pool.read(this)
    return rows.map((row) => columns.map((column, index) => parseValue(column, row[index] ?? null)))
  }

  // biome-ignore lint/suspicious/noThenProperty: the session awaits it, as it does with postgres.js
  then<A, B>(
    resolve: (rows: unknown[]) => A | PromiseLike<A>,
    reject?: (error: unknown) => B | PromiseLike<B>,
  ): Promise<A | B> {
    return this.pool.read(this).then(byName).then(resolve, reject)
  }
}

/** With what postgres.js tells beside the rows. */
function byName({ rows, columns, command: tag }: Read): unknown[] {
  const named = rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column.name, parseValue(column, row[index] ?? null)])),
  )
  const [, command, count] = /^(\D*?)(?: (?:\d+ )?(\d+))?$/.exec(tag) ?? []
  const beside = { command, count: count === undefined ? null : Number(count), columns }
  return Object.defineProperties(
    named,
    Object.fromEntries(Object.entries(beside).map(([name, value]) => [name, { value }])),
  )
}

/** postgres.js by itself: its `begin`, its `begin` of an array, and all of a transaction sent by hand at once. */
import postgres, { type ISql, type PendingQuery, type Row, type Sql } from 'postgres'
import { POSITION_SQL } from '../../../db/position.ts'
import { aliasOf } from '../statement.ts'
import type { Commit, Connection } from '../way.ts'

/** Without the question for array types, which would cost a new connection a round trip more. */
export function openPostgres(databaseUrl: string): Sql {
  return postgres(databaseUrl, { max: 1, fetch_types: false, max_lifetime: null, onnotice: () => {} })
}

export function openBegin(databaseUrl: string): Connection {
  const sql = openPostgres(databaseUrl)
  return {
    async commit(commit) {
      await sql.begin(async (tx) => {
        for (let at = 0; at < commit.ids.length; at++) await statement(tx, commit, at)
      })
    },
    close: () => sql.end(),
  }
}

/** `begin` and `commit` are waited for all the same: only what stands between them leaves together. */
export function openPipelinedBegin(databaseUrl: string): Connection {
  const sql = openPostgres(databaseUrl)
  return {
    async commit(commit) {
      await sql.begin((tx) => commit.ids.map((_, at) => statement(tx, commit, at)))
    },
    close: () => sql.end(),
  }
}

/**
 * What a flight would be over postgres.js: `begin; statements; commit; position`, nothing waited for. It needs a connection
 * of its own, and takes no notice of a statement that failed.
 */
export function openByHand(databaseUrl: string): Connection {
  const sql = openPostgres(databaseUrl)
  return {
    async commit(commit) {
      await Promise.all([
        sql.unsafe('begin'),
        ...commit.ids.map((_, at) => statement(sql, commit, at)),
        sql.unsafe('commit'),
        sql.unsafe(POSITION_SQL),
      ])
    },
    close: () => sql.end(),
  }
}

function statement(sql: ISql, { ids, note, salt }: Commit, at: number): PendingQuery<Row[]> {
  return sql`update orders set note = ${note}, version = version + 1 where id = ${ids[at] ?? ''}
    returning id, product_id as "productId", quantity, status, note as ${sql(aliasOf(salt, at))}, version,
      created_at as "createdAt"`
}

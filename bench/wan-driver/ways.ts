/** Ways to commit n inserts on the primary and to learn the position behind them. */
import { type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { createFlights } from '../../db/flight.ts'
import { POSITION_SQL } from '../../db/position.ts'

export type Way = {
  readonly name: string
  /** @param salt makes the statements' text: one that was not used before is cold. */
  commit(statements: number, salt: string): Promise<unknown>
}

/** Opens every way, on one warm connection each. */
export async function openWays(url: string, stack: AsyncDisposableStack): Promise<readonly Way[]> {
  const flights = createFlights({ urls: [url], connections: 1 })
  stack.defer(() => flights.close())
  await flights.warm(AbortSignal.timeout(10_000))
  const client = postgres(url, { max: 1, fetch_types: false, max_lifetime: null })
  stack.defer(() => client.end())
  await client`select 1`
  const db = drizzle(client)
  const pipelined = postgres(url, { max: 1, fetch_types: false, max_lifetime: null })
  stack.defer(() => pipelined.end())
  await pipelined`select 1`
  return [
    {
      name: 'Drizzle transaction over postgres.js',
      commit: (statements, salt) =>
        db.transaction(async (tx) => {
          for (let at = 0; at < statements; at++) await tx.execute(insert(at, salt))
        }),
    },
    {
      name: 'postgres.js pipelined by hand',
      commit: (statements, salt) =>
        Promise.all([
          pipelined.unsafe('begin'),
          ...Array.from({ length: statements }, (_, at) =>
            pipelined.unsafe(text(at, salt), [at], { prepare: true }),
          ),
          pipelined.unsafe('commit'),
          pipelined.unsafe(POSITION_SQL),
        ]),
    },
    {
      name: 'flight',
      async commit(statements, salt) {
        const flown = await flights.fly((tx) =>
          Array.from({ length: statements }, (_, at) => tx.execute(insert(at, salt))),
        )
        if (!flown.ok) throw new Error(`the flight failed: ${flown.failure.kind}`)
      },
    },
  ]
}

function insert(at: number, salt: string): SQL {
  return sql`insert into wan_driver (at) values (${at}) returning id as ${sql.raw(column(at, salt))}`
}

function text(at: number, salt: string): string {
  return `insert into wan_driver (at) values ($1) returning id as ${column(at, salt)}`
}

function column(at: number, salt: string): string {
  return `c${at}_${salt}`
}

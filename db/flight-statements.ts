import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { QueryPromise } from 'drizzle-orm/query-promise'
import type pg from 'pg'

/** What a flight may be made of. Builders are handed back, never awaited: nothing can be read in between. */
export type FlightTx = Pick<
  NodePgDatabase,
  'insert' | 'update' | 'delete' | 'select' | 'selectDistinct' | 'with' | '$with' | 'execute'
>

export type Statement = QueryPromise<unknown>

/**
 * The typed results of a flight's statements, in their order: the rows of those that select or return some. The others
 * give nothing, since what they did is not kept for the flight's next time under its key.
 */
export type Results<S extends readonly Statement[]> = {
  -readonly [K in keyof S]: Awaited<S[K]> extends pg.QueryResult ? undefined : Awaited<S[K]>
}

/** One statement as it goes on the wire, and where its answer goes. */
export type Recorded = {
  readonly config: pg.QueryConfig
  readonly params: unknown[]
  /** Whether it gives rows to the handler: these are kept for a repetition. */
  readonly givesRows: boolean
  resolve(result: pg.QueryResult): void
}

export type Recording<S extends readonly Statement[]> = {
  readonly statements: readonly Recorded[]
  /** Settles with the typed results once each recorded statement was resolved. */
  readonly results: Promise<Results<S>>
}

export type Recorder = <const S extends readonly Statement[]>(build: (tx: FlightTx) => S) => Recording<S>

/**
 * Turns Drizzle builders into statements without sending them. Drizzle stays the one that builds the SQL and maps the
 * rows; its driver is replaced by a list. That every builder adds exactly one statement, at once, is checked: it is
 * what makes their order certain.
 */
export function createRecorder(): Recorder {
  let open: Recorded[] | undefined
  const client = {
    query(config: pg.QueryConfig & { rowMode?: string }, params: unknown[]) {
      if (!open) throw new Error("a flight's statements are returned from its callback, not awaited in it")
      const { promise, resolve } = Promise.withResolvers<pg.QueryResult>()
      open.push({ config, params, givesRows: config.rowMode === 'array', resolve })
      return promise
    },
  }
  // The session calls nothing of its client but `query`; the whole class stands in its type.
  const tx = drizzle({ client: client as unknown as pg.Client })

  return function record<const S extends readonly Statement[]>(build: (tx: FlightTx) => S): Recording<S> {
    const builders = build(tx)
    const statements: Recorded[] = []
    open = statements
    try {
      const results = Promise.all(
        builders.map((builder, index) => {
          const rows = builder.execute()
          rows.catch(() => {})
          const recorded = statements[index]
          if (!recorded || statements.length > index + 1)
            throw new Error(`builder ${index} is no single statement`)
          recorded.params.forEach(assertEncodable)
          return recorded.givesRows ? rows : rows.then(() => undefined)
        }),
      ) as Promise<Results<S>>
      results.catch(() => {})
      return { statements, results }
    } finally {
      open = undefined
    }
  }
}

/** A value that fails to encode would drop its statement out of a flight already under way. */
function assertEncodable(value: unknown): void {
  if (Array.isArray(value)) value.forEach(assertEncodable)
  else if (
    value !== null &&
    typeof value === 'object' &&
    !(value instanceof Date || value instanceof Uint8Array)
  )
    throw new TypeError('a flight takes no object as a parameter; pass its JSON text')
}

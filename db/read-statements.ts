import pg from 'pg'
import { serialize } from 'pg-protocol'
import { exchange } from './read-exchange.ts'
import { type Column, typesOf } from './read-values.ts'

export type ReadQuery = { readonly text: string; readonly parameters: readonly unknown[] }

/** A statement as one connection has it prepared. */
export type Statement = {
  readonly name: string
  /** What the server takes its parameters for: OIDs. */
  readonly types: readonly number[]
  readonly columns: readonly Column[]
}

export type Statements = {
  find(query: ReadQuery): Statement | undefined
  /** In one exchange; anew where it is known. */
  prepare(query: ReadQuery): Promise<Statement>
}

/** Of one connection; the one that was used longest ago goes first. */
const MOST = 100

/** What is prepared on one connection, by its text and the types that its parameters tell. */
export function createStatements(client: pg.Client): Statements {
  // Not in the order of use: to delete and add at each read is what db/in-flight.ts is there to avoid.
  const known = new Map<string, { readonly statement: Statement; usedAt: number }>()
  let uses = 0
  let named = 0
  let types: readonly number[] = []
  client.connection.on('parameterDescription', (message: { dataTypeIDs: readonly number[] }) => {
    types = message.dataTypeIDs
  })

  return {
    find(query) {
      const found = known.get(keyOf(query))
      if (!found) return undefined
      found.usedAt = ++uses
      return found.statement
    },
    async prepare(query) {
      const key = keyOf(query)
      const goes = known.has(key) ? key : known.size < MOST ? undefined : longestUnused()
      const name = `nearside_${named++}`
      types = []
      const { columns } = await exchange(
        client,
        Buffer.concat([
          ...closing(goes === undefined ? undefined : known.get(goes)?.statement),
          serialize.parse({ name, text: query.text, types: [...typesOf(query.parameters)] }),
          serialize.describe({ type: 'S', name }),
          serialize.sync(),
        ]),
      )
      if (goes !== undefined) known.delete(goes)
      const statement = { name, types, columns }
      known.set(key, { statement, usedAt: ++uses })
      return statement
    },
  }

  function longestUnused(): string | undefined {
    let found: readonly [key: string, usedAt: number] | undefined
    for (const [key, { usedAt }] of known) if (!found || usedAt < found[1]) found = [key, usedAt]
    return found?.[0]
  }
}

/** @returns whether what was prepared is of a table that has been altered, or has gone from the session. */
export function isOutdated(error: unknown): boolean {
  return error instanceof pg.DatabaseError && OUTDATED.has(error.routine ?? '')
}

/** @returns whether it has gone. */
export function isGone(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '26000'
}

/** Postgres' functions that find it out: the SQLSTATEs stand for other things, too. */
const OUTDATED: ReadonlySet<string> = new Set(['FetchPreparedStatement', 'RevalidateCachedQuery'])

function closing(statement: Statement | undefined): Uint8Array[] {
  return statement ? [serialize.close({ type: 'S', name: statement.name })] : []
}

function keyOf({ text, parameters }: ReadQuery): string {
  const types = typesOf(parameters)
  return types.some((type) => type !== 0) ? `${types} ${text}` : text
}

/** What goes over a flight's connection in one go, and what comes back. */
import type { Socket } from 'node:net'
import pg from 'pg'
import type { Position } from '../protocol/position.ts'
import { type Answer, judgeFlight, type Outcome } from './flight-outcome.ts'
import type { Recorded } from './flight-statements.ts'
import {
  claimStatement,
  describeStatements,
  type FoundWrite,
  idsOf,
  keepingRows,
  type Once,
  RECALL_SQL,
  REMEMBERS_SQL,
  restoreRows,
} from './once.ts'
import { POSITION_SQL, parsePosition } from './position.ts'

export type Wire = {
  readonly client: pg.Client
  /** Of the primary at its other end. */
  readonly timeline: number
  readonly socket: Socket
  /** From sending to the last answer; then the connection is ended: what would come later could not be told apart. */
  readonly timeoutMs: number
}

type Sent = {
  /** From sending to the last answer, or to the loss of the connection. */
  readonly sentMs: number
  readonly timedOut: boolean
}

export type Flown = Sent & {
  readonly outcome: Outcome
  /** The primary's position at or after the commit; undefined where its answer was lost behind the commit's. */
  readonly position: Position | undefined
}

/** Sends `begin; statements…; commit; position`. With `once` its row goes first and keeps what the statements give. */
export async function sendFlight(
  wire: Wire,
  statements: readonly Recorded[],
  once: Once | undefined,
): Promise<Flown> {
  const { client } = wire
  const { settled, ...sent } = await inOneGo(wire, () => [
    client.query('begin'),
    ...(once ? [client.query(claimStatement(once, wire.timeline))] : []),
    ...statements.map((statement) => sendStatement(client, statement, once)),
    client.query('commit'),
    client.query({ text: POSITION_SQL, rowMode: 'array' }),
  ])
  const position = settled.at(-1)
  const commit = settled.at(-2)
  const body = settled.slice(0, -2)
  const first = once ? 2 : 1
  const outcome = judgeFlight(body.map(toAnswer), toAnswer(commit), first)
  if (outcome.committed) {
    for (const [index, statement] of statements.entries()) {
      const result = body[first + index]
      if (result?.status !== 'fulfilled') throw result?.reason
      statement.resolve(result.value)
    }
  }
  return { outcome, position: readPosition(position), ...sent }
}

export type Recalled = Sent &
  (
    | { readonly kind: 'recalled'; readonly position: Position; readonly writtenMs: number }
    /** The row is one of another request. */
    | { readonly kind: 'other-request' }
    /** It has gone again: reaped, or never committed. */
    | { readonly kind: 'absent' }
    | { readonly kind: 'lost'; readonly detail: string }
  )

/** Reads what an earlier flight under this id gave, and resolves the statements with it; none of them runs. */
export async function recallFlight(
  wire: Wire,
  statements: readonly Recorded[],
  { id, fingerprint }: Once,
): Promise<Recalled> {
  const { client } = wire
  const giving = statements.filter(({ givesRows }) => givesRows)
  const { settled, ...sent } = await inOneGo(wire, () => [
    client.query(RECALL_SQL, [id]),
    ...giving.flatMap(({ config }) => describeStatements(config.text).map((text) => client.query(text))),
    client.query({ text: POSITION_SQL, rowMode: 'array' }),
  ])
  const failed = settled.find((each) => each.status === 'rejected')
  const position = readPosition(settled.at(-1))
  if (failed?.status === 'rejected') {
    // What the server itself refuses is an error of the program: the statement can't be described.
    if (failed.reason instanceof pg.DatabaseError && failed.reason.severity === 'ERROR') throw failed.reason
    return { kind: 'lost', detail: String(failed.reason), ...sent }
  }
  const results = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const row: RecalledRow | undefined = results[0]?.rows[0]
  if (!row) return { kind: 'absent', ...sent }
  if (Buffer.compare(row.fingerprint, fingerprint) !== 0) return { kind: 'other-request', ...sent }
  if (!position) return { kind: 'lost', detail: 'the primary told no position', ...sent }
  if (!Array.isArray(row.answer) || row.answer.length !== giving.length)
    throw new Error('the stored answer is of another version of this route')
  for (const [index, statement] of giving.entries()) {
    const oids = String(results[2 + 3 * index]?.rows[0]?.types ?? '')
      .split(',')
      .map(Number)
    const rows = restoreRows(row.answer[index] ?? [], oids, typesOf(statement.config))
    statement.resolve({ command: '', rowCount: rows.length, oid: 0, fields: [], rows: rows as unknown[] })
  }
  for (const statement of statements)
    if (!statement.givesRows) statement.resolve({ command: '', rowCount: null, oid: 0, fields: [], rows: [] })
  return { kind: 'recalled', position, writtenMs: row.writtenMs, ...sent }
}

type RecalledRow = {
  readonly fingerprint: Uint8Array
  readonly answer: readonly (readonly string[])[]
  readonly writtenMs: number
}

/** Looks for a write by its tag. @returns undefined where the connection is lost. */
export async function findWrite(wire: Wire, tag: string): Promise<FoundWrite | undefined> {
  const { client } = wire
  const { settled } = await inOneGo(wire, () => [
    client.query(REMEMBERS_SQL, [...idsOf(tag)]),
    client.query({ text: POSITION_SQL, rowMode: 'array' }),
  ])
  const [found, located] = settled
  const at = readPosition(located)
  return found?.status === 'fulfilled' && at ? { timeline: found.value.rows[0]?.timeline, at } : undefined
}

function sendStatement(
  client: pg.Client,
  { config, params, givesRows }: Recorded,
  once: Once | undefined,
): Promise<pg.QueryResult> {
  if (!once || !givesRows) return client.query(config, params)
  return client.query({ ...config, text: keepingRows(config.text, params.length) }, [...params, once.id])
}

type Settled = PromiseSettledResult<pg.QueryResult>

/** Puts all of it into as few packets as it fits, and waits for all answers. */
async function inOneGo(
  { socket, timeoutMs }: Wire,
  query: () => readonly Promise<pg.QueryResult>[],
): Promise<Sent & { readonly settled: readonly Settled[] }> {
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    socket.destroy(new Error(`no answer within ${timeoutMs} ms`))
  }, timeoutMs)
  const startedMs = performance.now()
  socket.cork()
  const queries = query()
  socket.uncork()
  const settled = await Promise.allSettled(queries)
  clearTimeout(timer)
  return { settled, sentMs: performance.now() - startedMs, timedOut }
}

/** Drizzle brings parsers of its own for times. */
function typesOf({ types }: pg.QueryConfig): Parameters<typeof restoreRows>[2] {
  return {
    getTypeParser: (oid, format) => (types ?? pg.types).getTypeParser(oid, format),
  }
}

function readPosition(settled: Settled | undefined): Position | undefined {
  if (settled?.status !== 'fulfilled') return undefined
  const row: unknown[] | undefined = settled.value.rows[0]
  return row && parsePosition(row[0], row[1])
}

function toAnswer(settled: Settled | undefined): Answer {
  if (settled?.status === 'fulfilled') return { kind: 'done', tag: settled.value.command }
  const error: unknown = settled?.reason
  if (!(error instanceof pg.DatabaseError)) return { kind: 'lost', message: String(error) }
  const { code = 'XX000', severity = 'FATAL', constraint, message } = error
  const answer = { kind: 'error', sqlstate: code, severity, message } as const
  return constraint === undefined ? answer : { ...answer, constraint }
}

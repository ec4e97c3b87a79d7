/**
 * Exactly once: the statements that make a flight's effect and its answer one row that commits with it. Pure.
 *
 * The row is inserted first. A second flight under the same id waits for the first one at the unique index, then fails
 * on it as a whole; what the first one gave is read from the row.
 */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Position } from '../protocol/position.ts'
import { parseRecord } from './record.ts'

/** One write, as its client means it. */
export type Once = {
  /** A UUID over the key and who used it; its first 16 hex digits are the write's tag in a bookmark. */
  readonly id: string
  /** SHA-256 over the request. */
  readonly fingerprint: Uint8Array
}

/** The constraint that refuses a second write under one id. */
export const ONCE_CONSTRAINT = 'nearside_idempotency_pkey'
/** Rows older than this are reaped, and their keys are free again. */
export const ONCE_KEPT_HOURS = 24

/** @param parts what names the write, in order. */
export function onceId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
}

/** @returns what stands for the write in a bookmark. */
export function tagOf(id: string): string {
  return id.replaceAll('-', '').slice(0, 16)
}

/** @returns the least and the greatest id of that tag. */
export function idsOf(tag: string): readonly [string, string] {
  const uuid = (rest: string) => (tag + rest).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
  return [uuid('0'.repeat(16)), uuid('f'.repeat(16))]
}

/** @param timeline of the primary that it is sent to. */
export function claimStatement({ id, fingerprint }: Once, timeline: number): pg.QueryConfig {
  return {
    text: 'insert into nearside_idempotency (id, fingerprint, timeline) values ($1, $2, $3)',
    values: [id, Buffer.from(fingerprint), timeline],
  }
}

/** @returns the statement, made to keep the rows that it gives, too; the rows come back as they would without. */
export function keepingRows(text: string, parameters: number): string {
  return `with nearside_rows as (${text}), nearside_kept as (update nearside_idempotency set answer = answer || jsonb_build_array((select coalesce(jsonb_agg(nearside_rows::text), '[]') from nearside_rows)) where id = $${parameters + 1}) select * from nearside_rows`
}

/** Whether a write was found, and where the server that was asked stood then. */
export type FoundWrite = {
  /** The timeline that it was done on; undefined where it is not there. */
  readonly timeline: number | undefined
  readonly at: Position
}

/** Parameters: see {@link idsOf}. */
export const REMEMBERS_SQL = 'select timeline from nearside_idempotency where id between $1 and $2 limit 1'

export const RECALL_SQL =
  'select fingerprint, answer, (extract(epoch from created_at) * 1000)::float8 as "writtenMs" from nearside_idempotency where id = $1'

/** @returns the statements that tell the types of the columns that a statement would give, without running it. */
export function describeStatements(text: string): readonly string[] {
  return [
    `prepare nearside_described as ${text}`,
    `select array_to_string(result_types::oid[], ',') as types from pg_prepared_statements where name = 'nearside_described'`,
    'deallocate nearside_described',
  ]
}

type Parsers = { getTypeParser(oid: number, format: 'text'): (text: string) => unknown }

/**
 * @param records the rows that were kept, each as the text of a record.
 * @param oids the types of the columns.
 * @returns the rows as the driver gives them.
 */
export function restoreRows(
  records: readonly string[],
  oids: readonly number[],
  parsers: Parsers,
): readonly unknown[][] {
  return records.map((record) => {
    const columns = parseRecord(record)
    if (columns.length !== oids.length)
      throw new Error(`the stored answer has ${columns.length} columns, its statement gives ${oids.length}`)
    return columns.map((text, index) => {
      const oid = oids[index]
      return text === null || oid === undefined ? null : parsers.getTypeParser(oid, 'text')(text)
    })
  })
}

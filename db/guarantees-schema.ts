/** The tables that the guarantees stand on. Nearside's own: an app adds its tables to schema.ts. */
import { sql } from 'drizzle-orm'
import {
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/**
 * One row for each write that was done: it commits with the write, so it is there exactly where the write is.
 * `id` is a hash over the key and who used it, `fingerprint` one over the request, `timeline` the one that it was done
 * on, `answer` what it gave.
 */
export const idempotency = pgTable(
  'nearside_idempotency',
  {
    id: uuid('id').primaryKey(),
    fingerprint: bytea('fingerprint').notNull(),
    timeline: integer('timeline').notNull(),
    answer: jsonb('answer').notNull().default([]),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('nearside_idempotency_created_at').on(table.createdAt)],
)

/** One row, beaten about once a second on the primary: its time on a replica tells how old the replica's data is. */
export const heartbeat = pgTable(
  'nearside_heartbeat',
  {
    id: smallint('id').primaryKey(),
    at: timestamp('at', { withTimezone: true }).notNull(),
  },
  (table) => [check('nearside_heartbeat_one_row', sql`${table.id} = 1`)],
)

/** What is asked of a region, and who is asked. Pure. */

/** The list is asked for 50 and reads 51 rows, to know whether there are more. The write is an order: two statements. */
export const KINDS = ['one-row read', 'list of 50', 'one-flight write'] as const
export type Kind = (typeof KINDS)[number]

/** Bare Hono over the region's reader has the app's own way to the database: what is between the two is middleware alone. */
export const CONTENDERS = [
  'app',
  'bare Hono',
  "bare Hono over the region's reader",
  'Fastify',
  'pgbench',
] as const
export type Contender = (typeof CONTENDERS)[number]

/** The reader has its turns at the read that has a budget: that tells it, and others would take their time again. */
export function takesPart(contender: Contender, kind: Kind): boolean {
  return kind === 'one-row read' || contender !== "bare Hono over the region's reader"
}

/** Connections of the load: enough to keep a server busy all the time, few enough to keep its queue short. */
export const CONNECTIONS = 16
/** Of every contender to the replica, as db/connect.ts has. */
export const READ_POOL = 10
/** Of every contender to the primary, as regional-app/config.ts has. */
export const WRITE_POOL = 8

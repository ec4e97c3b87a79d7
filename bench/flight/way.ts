/** What a way to commit is, and which ones there are. */

/** `flight` is ours; the first of all tables. */
export const WAYS = [
  'flight',
  'forwarded whole',
  'postgres.js by hand',
  'postgres.js pipelined begin',
  'postgres.js begin',
  'Drizzle over pg',
  'Drizzle over postgres.js',
] as const
export type WayName = (typeof WAYS)[number]

/** One transaction: a statement for each order. */
export type Commit = {
  readonly ids: readonly string[]
  readonly note: string
  /** Becomes part of each statement's text: with a new one the text is new to the connection. Letters, digits, `_`. */
  readonly salt: string
}

export type Connection = {
  /** @throws where it was not committed. */
  commit(commit: Commit): Promise<void>
  close(): Promise<void>
}

/** Both stand at the other end of the distance. */
export type Place = {
  readonly databaseUrl: string
  /** Of the app next door to the primary. */
  readonly appUrl: string
}

/** Returns at once, before anything is connected: connecting is part of the first commit. */
export type OpenWay = (place: Place) => Connection

/**
 * Positions in the write-ahead log, and how a region tells its own. Pure.
 *
 * An LSN alone says too little: after a failover the new primary counts on from an older LSN, on a new timeline,
 * so the same number names other data.
 */
export type Position = {
  /** Grows by one with each promotion. */
  readonly timeline: number
  /** Byte position in that timeline's log. */
  readonly lsn: bigint
}

/** @returns the LSN of Postgres' text form `16/B374D848`, or undefined where the text is none. */
export function parseLsn(text: string): bigint | undefined {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? []
  if (high === undefined || low === undefined) return undefined
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

/** @returns Postgres' text form of an LSN. */
export function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffff_ffffn).toString(16)}`.toUpperCase()
}

/** What a region says of its own data with each answer, so that the gateway knows where a bookmark can be read. */
export type Standing = {
  readonly role: 'primary' | 'replica'
  /** What reads see there: flushed on the primary, replayed on a replica. */
  readonly position: Position
  /** The most that the data may be older than the primary's, in milliseconds; undefined where nothing tells. */
  readonly ageMs: number | undefined
}

/** @returns the value of `Nearside-Position`: `replica;timeline=2;lsn=16/B374D848;age=12`. */
export function formatStanding({ role, position: { timeline, lsn }, ageMs }: Standing): string {
  const age = ageMs === undefined ? '' : `;age=${Math.max(0, Math.round(ageMs))}`
  return `${role};timeline=${timeline};lsn=${formatLsn(lsn)}${age}`
}

/** @returns undefined where the value is of another form. */
export function parseStanding(value: string | null | undefined): Standing | undefined {
  const { role, timeline, lsn: text = '', age } = STANDING.exec(value ?? '')?.groups ?? {}
  const lsn = parseLsn(text)
  if ((role !== 'primary' && role !== 'replica') || lsn === undefined) return undefined
  return {
    role,
    position: { timeline: Number(timeline), lsn },
    ageMs: age === undefined ? undefined : Number(age),
  }
}

const STANDING =
  /^(?<role>[a-z]+);timeline=(?<timeline>\d{1,10});lsn=(?<lsn>[0-9A-F/]+)(?:;age=(?<age>\d{1,12}))?$/i

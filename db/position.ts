/**
 * Positions in the write-ahead log. Pure.
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

/**
 * Reads what {@link POSITION_SQL} answers.
 * @returns undefined where it is no position.
 */
export function parsePosition(lsnText: unknown, timelineHex: unknown): Position | undefined {
  if (typeof lsnText !== 'string' || typeof timelineHex !== 'string') return undefined
  const lsn = parseLsn(lsnText)
  return lsn === undefined || !/^[0-9A-F]{8}$/i.test(timelineHex)
    ? undefined
    : { timeline: Number.parseInt(timelineHex, 16), lsn }
}

/**
 * The primary's position, to be sent behind the commit it speaks of. The flush LSN and never the insert LSN: at a
 * page boundary that one points past the next page's header, where an idle server's replicas don't arrive. The
 * timeline out of the WAL file's name: the control file's goes stale for seconds after a promotion.
 */
export const POSITION_SQL =
  'select pg_current_wal_flush_lsn()::text, left(pg_walfile_name(pg_current_wal_flush_lsn()), 8)'

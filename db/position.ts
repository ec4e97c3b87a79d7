/** How a server is asked for its position. Pure. */
import { type Position, parseLsn } from '../protocol/position.ts'

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
  'select pg_current_wal_flush_lsn()::text as lsn, left(pg_walfile_name(pg_current_wal_flush_lsn()), 8) as timeline'

import { parseLsn } from '../../../protocol/position.ts'
import type { Place } from '../history.ts'

/**
 * @returns whether a failover that kept the old timeline up to `end` may have taken what was there at `place`. Without a
 * place it may: a bookmark that could not be read proves nothing.
 */
export function isBeyond(place: Place | undefined, end: Place): boolean {
  return place === undefined || (place.timeline <= end.timeline && lsnOf(place) > lsnOf(end))
}

export function lsnOf({ lsn }: Place): bigint {
  const parsed = parseLsn(lsn)
  if (parsed === undefined) throw new TypeError(`"${lsn}" is no LSN`)
  return parsed
}

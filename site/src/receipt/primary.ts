/** Where the primary is: since a failover it may be another one than the config says. Pure. */
import { metricOf, type Receipt } from './receipt.ts'

/** @returns the id of the primary's region by one receipt: the floor of what came from the primary names it. */
export function primaryOf({ data, metrics }: Receipt, configured: string): string {
  return (data === 'primary' ? metricOf(metrics, 'floor')?.desc : undefined) ?? configured
}

/** @returns the id by the newest receipt that tells, the first one. */
export function primarySeen(receipts: readonly Receipt[], configured: string): string {
  const telling = receipts.find(({ data, metrics }) => data === 'primary' && metricOf(metrics, 'floor')?.desc)
  return telling ? primaryOf(telling, configured) : configured
}

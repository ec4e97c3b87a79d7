import { expect, it } from 'vitest'
import { parseServerTiming, REGION_METRICS, sumMetrics } from '../../../protocol/server-timing.ts'
import { closeReceipt, openReceipt, type Receipt } from '../../../regional-app/receipt.ts'

it.each<[string, Partial<Receipt>, string]>([
  ['nothing but the app', {}, 'app;dur=10'],
  ['a read of the replica', { dbMs: 4, source: 'local' }, 'app;dur=6, db;desc="replica";dur=4'],
  ['a write in the primary’s region', { dbMs: 4, source: 'primary' }, 'app;dur=6, db;desc="primary";dur=4'],
  [
    'a write from afar',
    { wanMs: 9, wanRoundTrips: 1, source: 'primary' },
    'app;dur=1, wan;desc="1 rtt";dur=9',
  ],
])('R4 the receipt of %s adds up to the whole time', (_, costs, expected) => {
  const value = closeReceipt({ ...openReceipt(100), ...costs }, 110)
  expect(value).toBe(expected)
  expect(sumMetrics(parseServerTiming(value), REGION_METRICS)).toBe(10)
})

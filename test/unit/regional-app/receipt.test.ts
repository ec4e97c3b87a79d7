import { expect, it } from 'vitest'
import { parseServerTiming, REGION_METRICS, sumMetrics } from '../../../protocol/server-timing.ts'
import { traceIdOf } from '../../../regional-app/middleware/request-log.ts'
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

it('R5 a log line takes the trace id of a valid traceparent and of no other', () => {
  const id = '4bf92f3577b34da6a3ce929d0e0e4736'
  expect(traceIdOf(`00-${id}-00f067aa0ba902b7-01`)).toBe(id)
  expect(traceIdOf(`01-${id}-00f067aa0ba902b7-01-more`)).toBe(id)
  for (const bad of [
    null,
    '',
    id,
    `ff-${id}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  ]) {
    expect(traceIdOf(bad)).toBeUndefined()
  }
})

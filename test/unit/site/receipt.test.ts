import { expect, it } from 'vitest'
import { chartOf, durationsOf } from '../../../site/src/receipt/chart.ts'
import { factsOf } from '../../../site/src/receipt/facts.ts'
import { segmentsOf, totalMs } from '../../../site/src/receipt/segments.ts'
import { CANCEL, nameOf, READ, receipt, WRITE } from './fixtures.ts'

it('S1 a receipt is read off the headers: who answered, from which data, under which config, at what cost', () => {
  expect(READ).toMatchObject({ region: 'bom', data: 'local', configEpoch: '3f0c11aa', browserMs: 11.2 })
  expect(READ.metrics.map(({ name }) => name)).toEqual(['app', 'db', 'client', 'edge', 'net', 'floor', 'alt'])
})

it('S1 what the headers do not say stays unknown', () => {
  expect(receipt({ data: 'elsewhere' })).toMatchObject({ region: undefined, data: undefined, metrics: [] })
})

it('S2 the parts stand in the order in which a request meets them, and what took no time is left out', () => {
  expect(segmentsOf(READ.metrics, nameOf)).toEqual([
    { kind: 'client', label: 'You to edge', durMs: 5 },
    { kind: 'net', label: 'Edge to Mumbai', durMs: 2.1 },
    { kind: 'app', label: 'App', durMs: 0.6 },
    { kind: 'db', label: 'Database (replica)', durMs: 0.9 },
  ])
})

it('S2 every kind of part has a name for people', () => {
  const timing =
    'wan;desc="2 rtt";dur=1, wait;dur=1, db;dur=1, net;dur=1, edge;desc="1 failed try";dur=1, app;dur=1, cfL4;desc="?proto=TCP";dur=1'
  expect(segmentsOf(receipt({ timing }).metrics, nameOf).map(({ label }) => label)).toEqual([
    'Gateway (1 failed try)',
    'Edge to region',
    'App',
    'Wait for the replica',
    'Database',
    'To the primary, 2 round trips',
  ])
})

it('S3 floor, alternative and the browser stand beside the sum, not in it', () => {
  const chart = chartOf(READ, nameOf)
  expect(chart.totalMs).toBeCloseTo(8.6)
  expect(chart.totalMs).toBe(totalMs(chart.segments))
  expect(chart.rows).toEqual([
    { kind: 'floor', label: 'Floor: light in fibre', durMs: 0.1 },
    { kind: 'alt', label: 'Virginia instead', durMs: 198.4 },
    { kind: 'browser', label: 'Seen by this browser', durMs: 11.2 },
  ])
  expect(durationsOf(chart)).toEqual([chart.totalMs, 0.1, 198.4, 11.2])
})

it('S3 what a receipt does not say draws no bar', () => {
  expect(chartOf(CANCEL, nameOf).rows.map(({ kind }) => kind)).toEqual(['floor', 'browser'])
  expect(chartOf(WRITE, nameOf).floorMs).toBe(126.4)
  expect(chartOf(receipt({}), nameOf)).toMatchObject({ segments: [], totalMs: 0, floorMs: undefined })
})

it('S30 a read that waited for its bookmark shows the wait as a part of its own, between the app and the database', () => {
  const timing = 'app;dur=0.6, db;desc="replica";dur=0.9, wait;dur=1.8, net;desc="bom";dur=2, client;dur=5'
  const { segments } = chartOf(receipt({ region: 'bom', data: 'waited', timing }), nameOf)
  expect(segments.map(({ kind, durMs }) => [kind, durMs])).toEqual([
    ['client', 5],
    ['net', 2],
    ['app', 0.6],
    ['wait', 1.8],
    ['db', 0.9],
  ])
})

it.each([
  [{}, []],
  [{ 'idempotent-replayed': 'true' }, ['done before: this is the stored answer']],
  [{ 'nearside-bookmark-verdict': 'survived' }, ['your last change survived a failover']],
  [{ 'nearside-bookmark-verdict': 'lost' }, ['bookmark lost in a failover, a new one is here']],
  [
    { 'nearside-bookmark-verdict': 'ignored;reason=forged, survived' },
    ['bookmark ignored: forged', 'your last change survived a failover'],
  ],
])('S31 a stored answer and what became of a bookmark stand in the small print: %o', (headers, facts) => {
  expect(factsOf(receipt({ data: 'local', headers }))).toEqual([
    'data: local',
    ...facts,
    'config epoch 3f0c11aa',
  ])
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  formatServerTiming,
  parseServerTiming,
  REGION_METRICS,
  sumMetrics,
} from '../../../protocol/server-timing.ts'

it('P10 a receipt reads back as it was written', () => {
  const name = fc.stringMatching(/^[a-z][a-z-]{0,11}$/)
  const desc = fc.stringMatching(/^[ !#-[\]-~]{0,20}$/)
  const durMs = fc.integer({ min: 0, max: 10_000_00 }).map((value) => value / 100)
  const metric = fc.record({ name, durMs, desc }, { requiredKeys: ['name'] })
  fc.assert(
    fc.property(fc.array(metric, { maxLength: 9 }), (metrics) => {
      expect(parseServerTiming(formatServerTiming(metrics))).toEqual(metrics)
    }),
  )
})

it.each([
  ['cfL4;desc="?proto=TCP&rtt=1,2;x", app;dur=1.5', ['cfL4', 'app']],
  ['a;dur=x', ['a']],
  ['', []],
  [null, []],
  ['db ; desc = replica ; dur = 2', ['db']],
])('P11 a Server-Timing of others reads without harm: %s', (value, names) => {
  expect(parseServerTiming(value).map(({ name }) => name)).toEqual(names)
})

it('P12 the time of a region is the sum of its own parts', () => {
  const metrics = parseServerTiming(
    'app;dur=1, db;desc="replica";dur=2, wan;desc="1 rtt";dur=200, net;dur=4, floor;dur=9',
  )
  expect(sumMetrics(metrics, REGION_METRICS)).toBe(203)
})

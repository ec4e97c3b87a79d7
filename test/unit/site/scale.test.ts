import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatMs, formatPrice } from '../../../site/src/receipt/format.ts'
import { along, scaleFor } from '../../../site/src/receipt/scale.ts'
import { toneOf } from '../../../site/src/receipt/tone.ts'

it.each([
  [[], [0, 1, 2, 3, 4, 5]],
  [
    [9.1, 0.1],
    [0, 2, 4, 6, 8, 10],
  ],
  [
    [9.1, 198.4],
    [0, 50, 100, 150, 200],
  ],
  [[264], [0, 100, 200, 300]],
])('S5 the scale of %j has round ticks', (durations, ticks) => {
  expect(scaleFor(durations)).toEqual({ maxMs: ticks.at(-1), ticksMs: ticks })
})

it('S5 any receipts share one scale of few ticks that holds the longest and is less than twice as long', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { maxLength: 40 }), (durations) => {
      const { maxMs, ticksMs } = scaleFor(durations)
      const longestMs = Math.max(5, ...durations)
      expect(maxMs).toBeGreaterThanOrEqual(longestMs)
      expect(maxMs).toBeLessThan(2 * longestMs)
      expect(ticksMs.length).toBeLessThanOrEqual(6)
      expect(ticksMs.at(-1)).toBeCloseTo(maxMs)
    }),
  )
})

it('S5 a bar ends where its duration stands on the scale, and never leaves the track', () => {
  const scale = scaleFor([200])
  expect([0, 25, 200, 999, -1].map((ms) => along(scale, ms))).toEqual(['0%', '12.5%', '100%', '100%', '0%'])
})

it('S6 milliseconds have one decimal below ten and none above', () => {
  expect([0, 0.04, 0.1, 9, 9.14, 9.96, 197.6, 1234].map(formatMs)).toEqual([
    '0 ms',
    '<0.1 ms',
    '0.1 ms',
    '9 ms',
    '9.1 ms',
    '10 ms',
    '198 ms',
    '1,234 ms',
  ])
  expect(formatPrice(2450)).toBe('$24.50')
})

it('S6 a way is near below 40 ms and far from 120 ms on', () => {
  expect([0, 39.9, 40, 119, 120].map(toneOf)).toEqual(['near', 'near', 'mid', 'mid', 'far'])
})

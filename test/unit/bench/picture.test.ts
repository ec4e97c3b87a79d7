import { expect, it } from 'vitest'
import { drawRows } from '../../../bench/cities/picture.ts'
import { summariseSamples } from '../../../bench/cities/summary.ts'
import { samplesOf } from './samples.ts'

const NAMES = new Map([
  ['bom', 'Mumbai'],
  ['gru', '<São & Paulo>'],
])
const ROWS = summariseSamples(
  [
    ...samplesOf({ city: 'bom', kind: 'read', variant: 'nearside', region: 'bom', floorMs: 0.1 }, [14, 15]),
    ...samplesOf({ city: 'bom', kind: 'read', variant: 'baseline', region: 'iad' }, [226, 227]),
    ...samplesOf({ city: 'gru', kind: 'read', variant: 'nearside', region: 'iad', failure: 'lost' }, [1]),
  ],
  ['bom', 'gru'],
  ['read'],
)

it('B13 the picture shows each city with its median, how many times faster it is, and what did not answer', () => {
  const text = drawRows(ROWS, { names: NAMES, subtitle: 'test' })
  expect(text).toContain('14.0 ms, 16.1× faster')
  expect(text).toContain('no answer')
  expect(text).toContain('&lt;São &amp; Paulo&gt;')
  expect(text).toContain('prefers-color-scheme: dark')
})

it('B14 bars are as long as their times, from one zero', () => {
  const text = drawRows(ROWS, { names: NAMES, subtitle: 'test' })
  const widths = [...text.matchAll(/<rect class="(?:nearside|baseline)" x="190" [^>]*?width="([\d.]+)"/g)]
  const [baseline = 0, nearside = 0] = widths.map((match) => Number(match[1])).toSorted((a, b) => b - a)
  expect(baseline / nearside).toBeCloseTo(226 / 14, 0)
})

it('B15 the same rows give the same bytes, without a number that is none', () => {
  const text = drawRows(ROWS, { names: NAMES, subtitle: 'test' })
  expect(drawRows(ROWS, { names: NAMES, subtitle: 'test' })).toBe(text)
  expect(text).not.toMatch(/NaN|Infinity|undefined/)
})

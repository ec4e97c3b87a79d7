import { expect, it } from 'vitest'
import { openDistances } from '../../../bench/links/distances.ts'
import { parseLinksFlags } from '../../../bench/links/options.ts'
import { CONTENDERS, summarise } from '../../../bench/links/summary.ts'

it('L144 the error of a link is what a trip takes beyond its distance and beyond a trip without it', () => {
  const turn = (beyondMs: number) =>
    Object.fromEntries(
      CONTENDERS.map((name) => [
        name,
        [0.2 + (Number(name.split(' ')[1]) || 0) + (name.includes('direct') ? 0 : beyondMs)],
      ]),
    )
  const { rows, ratios } = summarise([turn(0.1), turn(0.3), turn(0.2)])
  const row = rows.find(({ rttMs, state }) => rttMs === 10 && state === 'busy')
  expect([row?.p5, row?.p50, row?.p95].map((ms) => Number(ms?.toFixed(3)))).toEqual([0.1, 0.2, 0.3])
  const ratio = ratios.find(({ name }) => name === 'link of 10 ms, busy, round trip over what it says')
  expect(ratio?.median).toBeCloseTo(1.02)
})

it('L145 links are measured alone and while those of all cities are busy', async () => {
  await using distances = await openDistances()
  const trips = [await distances.measure('idle 2', 20), await distances.measure('busy 10', 20)]
  for (const [index, leastMs] of [2, 10].entries()) {
    expect(trips[index]?.length).toBeGreaterThan(0)
    expect(Math.max(...(trips[index] ?? []))).toBeGreaterThan(leastMs)
  }
  expect(parseLinksFlags({ rounds: '0', milliseconds: 'x' })).toMatchObject({
    ok: false,
    errors: { length: 2 },
  })
})

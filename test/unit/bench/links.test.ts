import { expect, it } from 'vitest'
import { openDistances } from '../../../bench/links/distances.ts'
import { LINKS_DEFAULTS, parseLinksFlags } from '../../../bench/links/options.ts'
import { CONTENDERS, summarise } from '../../../bench/links/summary.ts'
import { median } from '../../../bench/stats.ts'

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
  for (const [name, leastMs] of [
    ['idle 2', 2],
    ['busy 10', 10],
  ] as const)
    expect(median(await distances.measure(name, 20))).toBeGreaterThan(leastMs)
})

it('B169 the flags of the links bench are whole numbers, and bad ones are named at once', () => {
  expect(parseLinksFlags(LINKS_DEFAULTS)).toEqual({ ok: true, options: { rounds: 3, turnMs: 600 } })
  expect(parseLinksFlags({ rounds: '0', milliseconds: 'x' })).toMatchObject({
    ok: false,
    errors: { length: 2 },
  })
})

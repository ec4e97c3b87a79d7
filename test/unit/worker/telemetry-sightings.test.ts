import { expect, it } from 'vitest'
import type { IsolateView, Receipt } from '../../../protocol/operators/status.ts'
import { NOTHING_SEEN, reportEveryMs, see, worldOf } from '../../../worker/telemetry/sightings.ts'

const view = (isolate: string, epoch = 'e1') => ({ isolate, epoch }) as IsolateView
const receipts = (colo: string, count: number, fromMs: number) =>
  Array.from({ length: count }, (_, index) => ({ colo, atMs: fromMs + index }) as Receipt)

it('W270 the world holds the last view of each isolate that reported lately, the newest first', () => {
  let seen = see(NOTHING_SEEN, view('a'), [], 0)
  seen = see(seen, view('b'), [], 1000)
  seen = see(seen, view('a', 'e2'), [], 2000)
  expect(worldOf(seen, 2000)).toMatchObject({ atMs: 2000, views: [view('a', 'e2'), view('b')] })
  expect(worldOf(seen, 1000 + 180_000).views).toEqual([view('a', 'e2')])
  for (let index = 0; index < 600; index++) seen = see(seen, view(`i${index}`), [], 3000)
  expect(worldOf(seen, 3000).views).toHaveLength(500)
  expect(worldOf(seen, 3000).views[0]).toEqual(view('i599'))
})

it('W271 the world holds the latest receipts; a busy colo leaves a quiet one its own', () => {
  let seen = see(NOTHING_SEEN, view('quiet'), receipts('GRU', 3, 0), 0)
  for (let second = 1; second <= 20; second++)
    seen = see(seen, view('busy'), receipts('BOM', 50, second * 1000), second * 1000)
  const world = worldOf(seen, 20_000)
  expect(world.receipts).toHaveLength(500)
  expect(world.receipts.filter(({ colo }) => colo === 'GRU')).toHaveLength(3)
  const times = world.receipts.map(({ atMs }) => atMs)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  expect(times[0]).toBe(20_049)
  seen = see(seen, view('busy'), [], 15 * 60_000 + 10_000)
  expect(worldOf(seen, 15 * 60_000 + 10_000).receipts.every(({ atMs }) => atMs > 10_000)).toBe(true)
})

it('W272 the more isolates there are, the less often each reports', () => {
  expect(reportEveryMs(9)).toBeLessThan(5000)
  expect(500 / (reportEveryMs(500) / 1000)).toBeLessThanOrEqual(100)
})

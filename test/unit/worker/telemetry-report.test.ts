import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { IsolateView, Receipt } from '../../../protocol/operators/status.ts'
import { createRecent } from '../../../worker/telemetry/recent.ts'
import { createReport, EVERY_MS } from '../../../worker/telemetry/report.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

/** An isolate whose time is the fake one. */
function isolate(answer: () => Promise<number> = async () => 0) {
  const told: { readonly view: IsolateView; readonly receipts: readonly Receipt[]; readonly atMs: number }[] =
    []
  const state = { epoch: 'e1' }
  const receipts = createRecent<Receipt>(10)
  const report = createReport({
    receipts,
    view: ({ colo }) => ({ colo: colo ?? null, epoch: state.epoch }) as IsolateView,
    epoch: () => state.epoch,
    send(view, taken) {
      told.push({ view, receipts: taken, atMs: Date.now() - 1_000_000 })
      return answer()
    },
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  })
  const request = (path = '/') => {
    receipts.add(() => ({ path }) as Receipt)
    return report({ colo: 'BOM' }, Date.now())
  }
  return { told, state, request }
}

it('W265 an isolate reports at once, then at most every five seconds, and what comes between is told in time', async () => {
  const { told, request } = isolate()
  await request('/1')
  const waiting = [request('/2'), request('/3')]
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1)
  expect(told.map(({ receipts }) => receipts.map(({ path }) => path))).toEqual([['/1']])
  await vi.advanceTimersByTimeAsync(1)
  await Promise.all(waiting)
  expect(told.map(({ receipts }) => receipts.map(({ path }) => path))).toEqual([['/1'], ['/2', '/3']])
  expect(told.map(({ atMs }) => atMs)).toEqual([0, EVERY_MS])
  expect(told[0]?.view.colo).toBe('BOM')
})

it('W266 an epoch that came in force is reported within a second', async () => {
  const { told, state, request } = isolate()
  await request()
  await vi.advanceTimersByTimeAsync(1000)
  state.epoch = 'e1.1'
  await request()
  expect(told.map(({ view, atMs }) => [view.epoch, atMs])).toEqual([
    ['e1', 0],
    ['e1.1', 1000],
  ])
})

it('W267 where nobody hears them, or the answer never comes, reports end, do not reject and become rarer', async () => {
  for (const answer of [
    () => Promise.reject(new Error('gone')),
    () => new Promise<number>(() => undefined),
  ]) {
    const { told, request } = isolate(answer)
    const works: unknown[] = []
    for (let second = 0; second < 200; second++) {
      works.push(request())
      await vi.advanceTimersByTimeAsync(1000)
    }
    await vi.advanceTimersByTimeAsync(20_000)
    await expect(Promise.all(works)).resolves.toHaveLength(200)
    expect(told.length).toBeGreaterThan(3)
    expect(told.length).toBeLessThan(15)
  }
})

it('W269 an isolate reports as seldom as it is asked to', async () => {
  const { told, request } = isolate(async () => 60_000)
  await request()
  await vi.advanceTimersByTimeAsync(45_000)
  await request()
  expect(told).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(15_000)
  await request()
  expect(told).toHaveLength(2)
})

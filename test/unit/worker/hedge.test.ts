import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'
import { tryFirst } from '../../../worker/upstream/hedge.ts'
import type { Try, TryResult } from '../../../worker/upstream/outcome.ts'
import { config } from './fixtures.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Fate = (wanted: Try) => Promise<TryResult>

const answers =
  (status: number, afterMs = 0): Fate =>
  ({ region, intent }) =>
    new Promise((resolve) => {
      const response = new Response(region.id, { status })
      const answer = {
        ...{ response, fields: new Map(), region, intent },
        ...{ tryMs: afterMs, regionMs: 0, wanMs: 0, metrics: [] },
      }
      setTimeout(() => resolve({ kind: 'answer', answer }), afterMs)
    })

/** Never answers; ends as a fetch does when its signal aborts. */
const hangs: Fate = ({ region, intent, signal }) =>
  new Promise((resolve) => {
    const failure = { regionId: region.id, intent, cause: 'client' } as const
    signal?.addEventListener('abort', () => resolve({ kind: 'failure', failure }))
  })

const breaks: Fate = async ({ region, intent }) => ({
  kind: 'failure',
  failure: { regionId: region.id, intent, cause: 'lost' },
})

/** A read that bom is tried for first, then iad. */
async function read(fates: Readonly<Record<string, Fate>>, store = createHealthStore()) {
  const mesh = config({ hedge: { after: 5 } })
  const [iad, bom] = mesh.regions
  if (!iad || !bom) throw new Error('two regions are needed')
  const tries: Try[] = []
  const hedging = {
    config: mesh,
    store,
    request: new Request('https://client.example/api/products'),
    headers: new Map(),
    tryRegion(wanted: Try) {
      tries.push(wanted)
      return (fates[wanted.region.id] ?? breaks)(wanted)
    },
  }
  const plan = {
    intent: 'read' as const,
    attempts: [
      { region: bom, reason: 'nearest' as const, isUnwell: false },
      { region: iad, reason: 'next-best' as const, isUnwell: false },
    ],
    hedgeTo: iad,
    eligible: [bom, iad],
    retries: true,
  }
  const tried = tryFirst(plan, hedging, { region: bom, intent: 'read', timeoutMs: 2000 })
  await vi.advanceTimersByTimeAsync(1000)
  const { result, region, others } = await tried
  const isGivenUp = (id: string) => tries.find((each) => each.region.id === id)?.signal?.aborted
  return { kind: result.kind, from: region.id, others, tries: tries.length, isGivenUp }
}

it('W372 whichever region answers first, the try of the other one is given up, and that of the winner is not', async () => {
  const second = await read({ bom: hangs, iad: answers(200) })
  expect([second.from, second.isGivenUp('bom'), second.isGivenUp('iad')]).toEqual(['iad', true, false])
  const first = await read({ bom: answers(200, 50), iad: hangs })
  expect([first.from, first.isGivenUp('bom'), first.isGivenUp('iad')]).toEqual(['bom', false, true])
})

it('W373 a region that fails, or has too much to do, does not win by being quick', async () => {
  for (const bad of [breaks, answers(429), answers(500)])
    expect(await read({ bom: answers(200, 50), iad: bad })).toMatchObject({ from: 'bom', tries: 2 })
})

it('W374 where both are bad the client gets what tells most, and each failure is known', async () => {
  const busy = await read({ bom: answers(429, 50), iad: breaks })
  expect([busy.from, busy.kind, busy.others.map(({ regionId }) => regionId)]).toEqual([
    'bom',
    'answer',
    ['iad'],
  ])
  const lateBreak: Fate = (wanted) => new Promise((resolve) => setTimeout(() => resolve(breaks(wanted)), 50))
  const broken = await read({ bom: lateBreak, iad: breaks })
  expect([broken.from, broken.kind, broken.others.map(({ regionId }) => regionId)]).toEqual([
    'iad',
    'failure',
    ['bom'],
  ])
})

it('W375 a first try that is over in time is not sent twice, and neither is one to a region under pressure', async () => {
  expect((await read({ bom: answers(200), iad: hangs })).tries).toBe(1)
  const store = createHealthStore()
  for (let nowMs = Date.now() - 4000; nowMs <= Date.now(); nowMs += 1000)
    store.timedOut('iad', 'GET /x', 900, nowMs)
  expect(await read({ bom: answers(200, 50), iad: hangs }, store)).toMatchObject({ from: 'bom', tries: 1 })
})

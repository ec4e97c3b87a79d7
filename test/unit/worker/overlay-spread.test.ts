import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { HistoryEntry } from '../../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY, type Overlay } from '../../../protocol/operators/overlay.ts'
import { reconcile } from '../../../worker/overlay/reconcile.ts'
import { createSpread, type Sent } from '../../../worker/overlay/spread.ts'

const MARK = { by: 'ana', atMs: 1, why: 'upgrade' }
const overlay = (revision: number, region = 'bom'): Overlay =>
  revision === 0 ? EMPTY_OVERLAY : { ...EMPTY_OVERLAY, revision, drains: { [region]: MARK } }
const text = (revision: number, region?: string) => JSON.stringify(overlay(revision, region))

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Put = (key: string, value: string) => Promise<unknown>

/** A ledger over a store: `kv` is what that holds. */
function spreading({ own = 1, kv = null as unknown, put = undefined as Put | undefined } = {}) {
  const kept = { sent: { revision: 0, failures: 0 } as Sent, own: overlay(own), kv }
  const entries: HistoryEntry[] = []
  const puts = vi.fn<Put>(
    put ??
      (async (_, value) => {
        kept.kv = value
      }),
  )
  const get = vi.fn(async () => kept.kv)
  const source = {
    current: () => kept.own,
    learn(stored: Overlay) {
      const entry = reconcile(kept.own, stored, Date.now())
      if (!entry) return
      entries.push(entry)
      kept.own = entry.overlay
    },
    due: () => {},
  }
  const open = () =>
    createSpread({ put: puts, get }, source, {
      read: () => kept.sent,
      write: (sent) => {
        kept.sent = sent
      },
    })
  const spread = open()
  const sent = () => puts.mock.calls.map(([, value]) => JSON.parse(value).revision)
  /** As the alarm does it, until nothing is left to do. */
  const settle = async () => {
    for (let turns = 0; turns < 20 && Number.isFinite(spread.nextAtMs()); turns++) {
      await vi.advanceTimersByTimeAsync(Math.max(0, spread.nextAtMs() - Date.now()))
      const tended = spread.tend()
      await vi.advanceTimersByTimeAsync(6000)
      await tended
    }
    return kept.kv === null ? null : JSON.parse(String(kept.kv)).revision
  }
  return { kept, entries, get, spread, open, sent, settle }
}

it('W216 KV is written once a second at most, and changes that come meanwhile go together', async () => {
  const { kept, spread, sent } = spreading()
  expect(await spread.reaches(1)).toBe(true)
  const later = [2, 3, 4].map((revision) => {
    kept.own = overlay(revision)
    return spread.reaches(revision)
  })
  await vi.advanceTimersByTimeAsync(999)
  expect(sent()).toEqual([1])
  await vi.advanceTimersByTimeAsync(1)
  expect([await Promise.all(later), sent()]).toEqual([
    [true, true, true],
    [1, 4],
  ])
  expect(await spread.isThere()).toBe(true)
})

it('W217 what KV did not take is sent again, later and later, a minute apart at most', async () => {
  const put = async () => {
    throw new Error('KV PUT failed: 503')
  }
  const { kept, spread } = spreading({ put })
  const delays: number[] = []
  for (let tries = 0; tries < 9; tries++) {
    const reached = spread.reaches(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await reached).toBe(false)
    delays.push(spread.nextAtMs() - Date.now())
  }
  expect(delays).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000])
  expect(kept.sent).toEqual({ revision: 0, failures: 9 })
})

it.each<[string, number, unknown, unknown, number | null]>([
  ['nothing to be told', 0, null, undefined, null],
  ['a valid one where the ledger has none', 0, text(7), { revision: 7, why: 'found in the store' }, 7],
  ['a newer one', 3, text(7, 'fra'), { revision: 8, why: 'the store was ahead, at revision 7' }, 8],
  ['another one of the same number', 3, text(3, 'fra'), { revision: 4 }, 4],
  ['the same', 3, text(3), undefined, 3],
  ['an older one', 3, text(2), undefined, 3],
  ['nothing any more', 3, null, undefined, 3],
  ['garbage', 3, '<html>', undefined, 3],
  ['one of a number that can not be', 3, text(2 ** 53 - 1), undefined, 3],
])('W330 a ledger that starts is not behind the store, which holds %s', async (_, own, kv, entry, after) => {
  const { kept, entries, spread, settle, sent } = spreading({ own, kv })
  await spread.ready()
  expect(entries).toEqual(entry ? [expect.objectContaining({ by: 'nearside', ...entry })] : [])
  // The ledger's own content counts where it has any.
  if (own > 0) expect(kept.own.drains).toEqual({ bom: MARK })
  expect([await settle(), await spread.isThere()]).toEqual([after, true])
  expect(sent().length).toBe(kv === text(own) || own === 0 ? 0 : 1)
})

it('W331 a store that does not answer keeps no ledger from its work, and is read once it answers', async () => {
  const { kept, get, spread, open, sent } = spreading({ own: 1, kv: text(7, 'fra') })
  get.mockImplementation(() => new Promise(() => {}))
  const ready = spread.ready()
  await vi.advanceTimersByTimeAsync(2000)
  await ready
  expect(kept.own.revision).toBe(1)
  await spread.ready()
  expect(get).toHaveBeenCalledTimes(1)
  const change = spread.reaches(1, 6000)
  await vi.advanceTimersByTimeAsync(2000)
  expect([await change, sent()]).toEqual([false, []])
  get.mockImplementation(async () => kept.kv)
  await vi.advanceTimersByTimeAsync(spread.nextAtMs() - Date.now())
  await spread.tend()
  expect(kept).toMatchObject({ own: { revision: 8 }, kv: text(8) })
  const again = open()
  await Promise.all([again.ready(), again.ready()])
  await again.ready()
  expect(get).toHaveBeenCalledTimes(4)
})

it('W332 a put that arrives late, over a newer one, is put right', async () => {
  const late = Promise.withResolvers<void>()
  const put = vi.fn<Put>()
  const { kept, spread, settle } = spreading({ put })
  put.mockImplementationOnce(async (_, value) => {
    await late.promise
    kept.kv = value
  })
  put.mockImplementation(async (_, value) => {
    kept.kv = value
  })
  const first = spread.reaches(1)
  await vi.advanceTimersByTimeAsync(5000)
  expect(await first).toBe(false)
  kept.own = overlay(2)
  expect(await spread.reaches(2)).toBe(true)
  late.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect([JSON.parse(String(kept.kv)).revision, await spread.isThere()]).toEqual([1, false])
  expect(spread.nextAtMs() - Date.now()).toBeLessThanOrEqual(1000)
  expect([await settle(), await spread.isThere()]).toEqual([2, true])
})

it('W333 what was put is read back, and put again until the store holds it', async () => {
  const { kept, spread, settle, sent, get } = spreading({ own: 2, kv: text(2) })
  await spread.ready()
  kept.own = overlay(3)
  await spread.reaches(3)
  expect(spread.nextAtMs() - Date.now()).toBe(90_000)
  for (const lost of [text(1), null]) {
    kept.kv = lost
    await vi.advanceTimersByTimeAsync(spread.nextAtMs() - Date.now())
    const tended = spread.tend()
    await vi.advanceTimersByTimeAsync(1000)
    await tended
  }
  expect(sent()).toEqual([3, 3, 3])
  get.mockRejectedValueOnce(new Error('KV GET failed: 503'))
  expect(await settle()).toBe(3)
  expect([sent(), spread.nextAtMs()]).toEqual([[3, 3, 3], Number.POSITIVE_INFINITY])
})

it('W334 whether it is spread is looked up where nothing was sent lately', async () => {
  const { kept, spread, settle } = spreading({ own: 2, kv: text(2) })
  await spread.ready()
  expect(await spread.isThere()).toBe(true)
  kept.kv = null
  expect([await spread.isThere(), Number.isFinite(spread.nextAtMs())]).toEqual([false, true])
  expect([await settle(), await spread.isThere()]).toEqual([2, true])
})

it('W335 nobody waits for a slow put longer than they ask for', async () => {
  const { kept, spread, sent } = spreading({ put: () => new Promise((resolve) => setTimeout(resolve, 4900)) })
  void spread.reaches(1)
  await vi.advanceTimersByTimeAsync(100)
  kept.own = overlay(2)
  const answers: boolean[] = []
  void spread.reaches(2, 6000).then((reached) => answers.push(reached))
  await vi.advanceTimersByTimeAsync(6000)
  expect(answers).toEqual([false])
  await vi.advanceTimersByTimeAsync(6000)
  expect(sent()).toEqual([1, 2])
})

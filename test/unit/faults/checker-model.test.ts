import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRun } from '../../faults/checker.ts'
import { type Entry, isAcknowledged, isOperation, type Operation } from '../../faults/history.ts'
import { createRandom } from '../../faults/random.ts'
import type { ShopState } from '../../faults/shop-state.ts'
import { shop } from './made.ts'
import { runModel } from './model.ts'

type Made = { history: readonly Entry[]; after: ShopState }

const SEEDS = fc.integer({ min: 0, max: 2 ** 31 })
const STEPS = 120

const violations = ({ history, after }: Made) => checkRun({ history, before: shop([]), after })

describe('the runs of a small correct system', () => {
  it('Q17 are clean, its failovers included', () => {
    const told = { lost: 0, survived: 0 }
    fc.assert(
      fc.property(SEEDS, (seed) => {
        const made = runModel(seed, STEPS)
        for (const { verdict } of made.history.filter(isOperation)) {
          if (verdict === 'lost') told.lost++
          if (verdict === 'survived') told.survived++
        }
        expect(violations(made)).toEqual([])
      }),
      { numRuns: 300 },
    )
    // Otherwise the runs would say little.
    expect(Math.min(told.lost, told.survived)).toBeGreaterThan(0)
  })

  it.each(Object.entries(lies()))('Q18 are not clean any more with one thing changed: %s', (_, lie) => {
    fc.assert(
      fc.property(SEEDS, (seed) => {
        const made = lie(runModel(seed, STEPS), seed)
        fc.pre(made !== undefined)
        if (made) expect(violations(made)).not.toEqual([])
      }),
      { numRuns: 60, maxSkipsPerRun: 100 },
    )
  })
})

/** Each changes one record, or one row, of a run that has a fitting one. */
function lies(): Record<string, (made: Made, seed: number) => Made | undefined> {
  return {
    'a read of one version less than its session wrote': ({ history, after }, seed) =>
      change(history, seed, knowsOwn(history), (read) => ({ version: (read.version ?? 0) - 1 }), after),
    'a stored answer of another order': ({ history, after }, seed) =>
      change(
        history,
        seed,
        // Who was told of a loss may be answered otherwise.
        ({ replayed, session }) => replayed === true && !toldOfLoss(history).has(session),
        () => ({ orderId: 'another' }),
        after,
      ),
    'an order that is not there': ({ history, after }, seed) => {
      const told = toldOfLoss(history)
      const kept = history
        .filter(isOperation)
        .filter((each) => each.kind === 'order' && !told.has(each.session))
      const ids = kept.map(({ orderId }) => orderId)
      const gone = pick(
        after.orders.filter(({ id }) => ids.includes(id)),
        seed,
      )
      return gone && { history, after: shop(after.orders.filter((row) => row !== gone)) }
    },
    'an order that is there twice': ({ history, after }, seed) => {
      const twin = pick(after.orders, seed)
      return twin && { history, after: shop([...after.orders, { ...twin, id: 'twin' }]) }
    },
    'a version raised once more': ({ history, after }, seed) => {
      const raised = pick(after.orders, seed)
      const rows = after.orders.map((row) => (row === raised ? { ...row, version: row.version + 9 } : row))
      return raised && { history, after: shop(rows) }
    },
    'one piece more on the shelf': ({ history, after }) => ({
      history,
      after: { ...after, products: after.products.map(({ id, stock }) => ({ id, stock: stock + 1 })) },
    }),
    'a bookmark ignored': ({ history, after }, seed) =>
      change(
        history,
        seed,
        ({ sent }) => sent.length > 0,
        () => ({ verdict: 'ignored;reason=ahead' }),
        after,
      ),
    'a write acknowledged on the first timeline after later ones': ({ history, after }, seed) =>
      change(
        history,
        seed,
        isLateWrite(history),
        ({ received }) => ({ received: received && { ...received, timeline: 1 } }),
        after,
      ),
  }
}

/** @returns the sessions that were told that a write of theirs is lost. */
function toldOfLoss(history: readonly Entry[]): ReadonlySet<number> {
  const lost = history.filter(isOperation).filter(({ outcome }) => outcome === 'lost')
  return new Set(lost.map(({ session }) => session))
}

function change(
  history: readonly Entry[],
  seed: number,
  isFitting: (operation: Operation) => boolean,
  change: (operation: Operation) => Partial<Operation>,
  after: ShopState,
): Made | undefined {
  const chosen = pick(history.filter(isOperation).filter(isFitting), seed)
  if (!chosen) return undefined
  return {
    history: history.map((entry) => (entry === chosen ? { ...chosen, ...change(chosen) } : entry)),
    after,
  }
}

/** Reads right behind a write of the same session on the same order, with nothing told between. */
function knowsOwn(history: readonly Entry[]): (operation: Operation) => boolean {
  const operations = history.filter(isOperation)
  return (read) => {
    if (read.kind !== 'read-own' || read.outcome !== 'ok' || !read.version) return false
    const mine = operations.filter(({ session }) => session === read.session)
    const last = mine[mine.indexOf(read) - 1]
    return (
      last !== undefined && isAcknowledged(last) && last.kind !== 'repeat' && last.orderId === read.orderId
    )
  }
}

function isLateWrite(history: readonly Entry[]): (operation: Operation) => boolean {
  const operations = history.filter(isOperation)
  return (write) => {
    if (!isAcknowledged(write)) return false
    return operations.some(
      (each) => isAcknowledged(each) && each.endMs < write.startMs && (each.received?.timeline ?? 0) > 1,
    )
  }
}

function pick<T>(list: readonly T[], seed: number): T | undefined {
  return list.length > 0 ? createRandom(seed).pick(list) : undefined
}

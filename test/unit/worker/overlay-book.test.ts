import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import type { HistoryEntry } from '../../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY } from '../../../protocol/operators/overlay.ts'
import { type BookStorage, openBook } from '../../../worker/overlay/book.ts'

/** The part of a Durable Object's storage that the book needs, over SQLite itself. */
function book() {
  const database = new DatabaseSync(':memory:')
  const exec = (query: string, ...bindings: (string | number)[]) => {
    const rows = database.prepare(query).all(...bindings)
    return Object.assign(rows.values(), { toArray: () => rows })
  }
  return openBook({ sql: { exec } } as unknown as BookStorage)
}

function entry(revision: number, why = 'test'): HistoryEntry {
  const overlay = { ...EMPTY_OVERLAY, revision }
  return { revision, atMs: 1, by: 'ana', why, change: { action: 'undo' }, forced: [], overlay }
}

it('W336 the history is as long as fits into one answer, and is cut by its length, not by its numbers', () => {
  const large = book()
  for (let revision = 1; revision <= 50; revision++) large.append(entry(revision, 'x'.repeat(100_000)))
  const told = large.newest(500)
  expect(told.map(({ revision }) => revision)).toEqual(Array.from(told, (_, index) => 50 - index))
  expect([told.length > 30, JSON.stringify(told).length <= 4_000_000]).toEqual([true, true])
  const one = book()
  one.append(entry(1, 'x'.repeat(5_000_000)))
  expect(one.newest(5)).toHaveLength(1)

  const long = book()
  for (let revision = 1; revision <= 502; revision++) long.append(entry(revision))
  long.append({ ...entry(900_000), change: { action: 'reconcile' } })
  long.append(entry(900_001))
  expect(long.newest(1000)).toHaveLength(500)
  expect([long.current().revision, long.operatorsChanges()[0]?.before.revision]).toEqual([900_001, 900_000])
  // What the ledger does by itself is nothing to undo.
  const adopted = book()
  adopted.append({ ...entry(7), change: { action: 'reconcile' } })
  expect(adopted.operatorsChanges()).toEqual([])
})

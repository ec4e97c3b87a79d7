/** The ledger's storage: every change with the overlay after it, in the Durable Object's own SQLite. */
import type { HistoryEntry } from '../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY, type Overlay } from '../../protocol/operators/overlay.ts'

export type Book = {
  current(): Overlay
  /** The overlay before the last change that an operator made; what ended by itself is no such change. */
  beforeLastChange(): Overlay | undefined
  /** Newest first. */
  newest(limit: number): readonly HistoryEntry[]
  append(entry: HistoryEntry): void
}

const MOST_ENTRIES = 500

export function openBook({ sql }: DurableObjectStorage): Book {
  sql.exec(
    'create table if not exists history (revision integer primary key, by_operator integer not null, entry text not null)',
  )
  const read = (query: string, ...bindings: readonly number[]): readonly HistoryEntry[] =>
    sql
      .exec<{ entry: string }>(query, ...bindings)
      .toArray()
      .map(({ entry }) => JSON.parse(entry))
  const newest = (limit: number) => read('select entry from history order by revision desc limit ?', limit)
  return {
    newest,
    current: () => newest(1)[0]?.overlay ?? EMPTY_OVERLAY,
    beforeLastChange() {
      const [last] = read('select entry from history where by_operator = 1 order by revision desc limit 1')
      if (!last) return undefined
      if (last.revision === 1) return EMPTY_OVERLAY
      const before = 'select entry from history where revision < ? order by revision desc limit 1'
      return read(before, last.revision)[0]?.overlay
    },
    append(entry) {
      const isOperators = entry.change.action === 'expire' ? 0 : 1
      const text = JSON.stringify(entry)
      sql.exec('insert into history values (?, ?, ?)', entry.revision, isOperators, text)
      sql.exec('delete from history where revision <= ?', entry.revision - MOST_ENTRIES)
    },
  }
}

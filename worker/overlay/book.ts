/** The ledger's storage: every change with the overlay after it, in the Durable Object's own SQLite. */
import type { Change, HistoryEntry, OwnChange } from '../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY, type Overlay } from '../../protocol/operators/overlay.ts'

/** A change that was made, and the overlay before it. */
export type Past = { readonly revision: number; readonly change: Change; readonly before: Overlay }

export type Book = {
  current(): Overlay
  /** What operators changed, newest first; what the ledger did by itself is no such change. */
  operatorsChanges(): readonly Past[]
  /** Newest first; fewer where they are long, for all of them must fit into one answer. */
  newest(limit: number): readonly HistoryEntry[]
  append(entry: HistoryEntry): void
}

const MOST_ENTRIES = 500
/** How far back an undo looks for a change that has not ended by itself. */
const MOST_UNDOABLE = 20
/** A call between a Worker and a Durable Object takes 32 MiB, and a Worker has 128 MB in all. */
const MOST_CHARACTERS = 4_000_000

const OWN: ReadonlySet<string> = new Set<OwnChange['action']>(['expire', 'reconcile'])

/** What this needs of a Durable Object's storage. */
export interface BookStorage {
  readonly sql: {
    exec<T extends Record<string, SqlValue>>(query: string, ...bindings: readonly SqlValue[]): Rows<T>
  }
}
type SqlValue = string | number | null | ArrayBuffer
type Rows<T> = Iterable<T> & { toArray(): T[] }

export function openBook({ sql }: BookStorage): Book {
  sql.exec(
    'create table if not exists history (revision integer primary key, by_operator integer not null, entry text not null)',
  )
  const read = (query: string, ...bindings: readonly number[]): readonly HistoryEntry[] =>
    sql
      .exec<{ entry: string }>(query, ...bindings)
      .toArray()
      .map(({ entry }) => JSON.parse(entry))
  const newest = (limit: number) => {
    const texts: string[] = []
    let characters = 0
    const query = 'select entry from history order by revision desc limit ?'
    for (const { entry } of sql.exec<{ entry: string }>(query, limit)) {
      characters += entry.length
      if (texts.length > 0 && characters > MOST_CHARACTERS) break
      texts.push(entry)
    }
    return texts.map((text): HistoryEntry => JSON.parse(text))
  }
  return {
    newest,
    current: () => newest(1)[0]?.overlay ?? EMPTY_OVERLAY,
    operatorsChanges() {
      const own = 'select entry from history where by_operator = 1 order by revision desc limit ?'
      const before = 'select entry from history where revision < ? order by revision desc limit 1'
      return read(own, MOST_UNDOABLE).flatMap(({ revision, change }): Past[] => {
        const found = revision === 1 ? EMPTY_OVERLAY : read(before, revision)[0]?.overlay
        return found ? [{ revision, change: change as Change, before: found }] : []
      })
    },
    append(entry) {
      const isOperators = OWN.has(entry.change.action) ? 0 : 1
      const text = JSON.stringify(entry)
      sql.exec('insert into history values (?, ?, ?)', entry.revision, isOperators, text)
      // By their number: revisions may have gaps.
      const kept = 'select revision from history order by revision desc limit ?'
      sql.exec(`delete from history where revision not in (${kept})`, MOST_ENTRIES)
    },
  }
}

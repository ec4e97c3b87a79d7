/** Which reads may go together over one connection: those whose statements have been quick in the server, time after time. Pure. */
import type { ReadQuery } from './read-statements.ts'

export type Quickness = {
  /** Takes the first one out of the queue, and with it those behind it that may go with it. */
  takeTogether<Q extends ReadQuery>(queue: Q[], isKnown: (query: Q) => boolean): readonly Q[]
  /** @param serverMs what they took together. */
  took(queries: readonly ReadQuery[], serverMs: number): void
  /** Together; so they go alone for a while. */
  failed(queries: readonly ReadQuery[]): void
}

/** In milliseconds, together in the server: what the last of them waits for the others at the most. */
const QUICK_MS = 2
/** So often in a row before a statement counts as quick. */
const QUICK_TIMES = 16
const MOST_TOGETHER = 8
/** An app has few statements, unless it writes values into them; then nothing is known of most. */
const MOST_STATEMENTS = 500

export function createQuickness(quickMs = QUICK_MS): Quickness {
  /** How often in a row each was quick, by its text. */
  const times = new Map<string, number>()
  const isQuick = ({ text }: ReadQuery) => (times.get(text) ?? 0) >= QUICK_TIMES

  return {
    takeTogether(queue, isKnown) {
      const together = queue.splice(0, 1)
      if (!together.every((query) => isQuick(query) && isKnown(query))) return together
      for (let index = 0; index < queue.length && together.length < MOST_TOGETHER; ) {
        const query = queue[index]
        if (query && isQuick(query) && isKnown(query)) together.push(...queue.splice(index, 1))
        else index += 1
      }
      return together
    },
    took(queries, serverMs) {
      for (const { text } of queries) {
        if (times.size >= MOST_STATEMENTS && !times.has(text)) times.clear()
        times.set(text, serverMs > quickMs ? 0 : Math.min(QUICK_TIMES, (times.get(text) ?? 0) + 1))
      }
    },
    failed(queries) {
      for (const { text } of queries) times.set(text, 0)
    },
  }
}

/** Who is here, where many come and go. */
export type Roster<T> = {
  /** @returns how to leave: to be called once. */
  enter(one: T): () => void
  readonly size: number
  /** Who is here now, in no order. */
  all(): readonly T[]
}

/**
 * In a `Set`, each table that V8 makes anew stays reachable from the one before it: once one of these tables is old, all that come
 * later, and what was in them, outlive every young collection. Requests took a fifth more processor time then, and the slowest
 * hundredth twice as long: docs/decisions/0016-answers.md.
 */
export function openRoster<T extends object>(): Roster<T> {
  const slots: (T | undefined)[] = []
  const free: number[] = []
  return {
    enter(one) {
      const at = free.pop() ?? slots.length
      slots[at] = one
      return () => {
        slots[at] = undefined
        free.push(at)
      }
    },
    get size() {
      return slots.length - free.length
    },
    all: () => slots.filter((one) => one !== undefined),
  }
}

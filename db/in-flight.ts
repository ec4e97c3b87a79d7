/** What is under way, where much begins and ends. */
export type InFlight<T> = {
  /** @returns how to end it; again it does nothing. */
  begin(one: T): () => void
  readonly size: number
  /** What is under way now, in no order. */
  all(): readonly T[]
}

/**
 * In a `Set`, each table that V8 makes anew stays reachable from the one before it: once one of these tables is old, all that come
 * later, and what was in them, outlive every young collection. Requests took a fifth more processor time then, and the slowest
 * hundredth twice as long: docs/decisions/0017-under-way.md.
 */
export function openInFlight<T extends object>(): InFlight<T> {
  const slots: (T | undefined)[] = []
  const free: number[] = []
  return {
    begin(one) {
      const at = free.pop() ?? slots.length
      slots[at] = one
      let goesOn = true
      return () => {
        if (!goesOn) return
        goesOn = false
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

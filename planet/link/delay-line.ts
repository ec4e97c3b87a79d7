/** One direction of one connection: what goes in comes out in order, each item no earlier than its due time. */
export type DelayLine<Item> = {
  /** `dueMs` is on the clock of `performance.now()`; an item never overtakes the one before it. */
  push(item: Item, dueMs: number): void
  /** Empties the line. @returns what was on the way and will not be delivered. */
  clear(): readonly Item[]
}

/** @param deliver is called from a timer, or at once where an item is due already. */
export function delayLine<Item>(deliver: (item: Item) => void): DelayLine<Item> {
  let waiting: { readonly item: Item; readonly dueMs: number }[] = []
  let timer: NodeJS.Timeout | undefined
  let lastDueMs = 0

  function release(): void {
    timer = undefined
    const openMs = performance.now() + TOLERANCE_MS
    const firstLater = waiting.findIndex(({ dueMs }) => dueMs > openMs)
    const due = waiting.splice(0, firstLater === -1 ? waiting.length : firstLater)
    for (const { item } of due) deliver(item)
    arm()
  }

  function arm(): void {
    const head = waiting[0]
    if (!head || timer) return
    timer = setTimeout(release, Math.max(1, Math.round(head.dueMs - performance.now())))
  }

  return {
    push(item, dueMs) {
      lastDueMs = Math.max(lastDueMs, dueMs)
      if (waiting.length === 0 && lastDueMs <= performance.now() + TOLERANCE_MS) return deliver(item)
      waiting.push({ item, dueMs: lastDueMs })
      arm()
    },
    clear() {
      clearTimeout(timer)
      timer = undefined
      const dropped = waiting.map(({ item }) => item)
      waiting = []
      return dropped
    },
  }
}

/** Timers count whole milliseconds: half of one early is nearer to the truth than half of one late. */
const TOLERANCE_MS = 0.5

import type { Alarms } from './alarms.ts'

/** One direction of one connection: what goes in comes out in order, each item no earlier than its due time. */
export type DelayLine<Item> = {
  /** `dueMs` is on the clock of `performance.now()`; an item never overtakes the one before it. */
  push(item: Item, dueMs: number): void
  /** Empties the line. @returns what was on the way and will not be delivered. */
  clear(): readonly Item[]
}

/** @param deliver is called from an alarm, or at once where an item is due already. */
export function delayLine<Item>(deliver: (item: Item) => void, alarms: Alarms): DelayLine<Item> {
  let waiting: { readonly item: Item; readonly dueMs: number }[] = []
  let cancel: (() => void) | undefined
  let lastDueMs = 0

  function release(): void {
    cancel = undefined
    const nowMs = performance.now()
    const firstLater = waiting.findIndex(({ dueMs }) => dueMs > nowMs)
    const due = waiting.splice(0, firstLater === -1 ? waiting.length : firstLater)
    for (const { item } of due) deliver(item)
    arm()
  }

  function arm(): void {
    const head = waiting[0]
    if (head) cancel ??= alarms.at(head.dueMs, release)
  }

  return {
    push(item, dueMs) {
      lastDueMs = Math.max(lastDueMs, dueMs)
      if (waiting.length === 0 && lastDueMs <= performance.now()) return deliver(item)
      waiting.push({ item, dueMs: lastDueMs })
      arm()
    },
    clear() {
      cancel?.()
      cancel = undefined
      const dropped = waiting.map(({ item }) => item)
      waiting = []
      return dropped
    },
  }
}

/** What this process knows of the newest timeline: the fence against a primary of an older one. */
import type { History } from './history.ts'

export type Lineage = {
  /** The highest timeline seen, anywhere; 0 before any. */
  readonly highest: number
  /** That timeline's history; undefined while only its number is known. */
  readonly history: History | undefined
  /** Somebody trustworthy named this timeline: a signed bookmark. */
  saw(timeline: number): void
  /** A server told its own history. */
  learn(history: History): void
  /** Calls back whenever the highest timeline rises. */
  onRise(callback: (timeline: number) => void): void
}

export function createLineage(): Lineage {
  let highest = 0
  let history: History | undefined
  const callbacks: ((timeline: number) => void)[] = []

  function saw(timeline: number): void {
    if (timeline <= highest) return
    highest = timeline
    history = undefined
    for (const callback of callbacks) callback(timeline)
  }

  return {
    get highest() {
      return highest
    },
    get history() {
      return history
    },
    saw,
    learn(found) {
      saw(found.timeline)
      if (found.timeline === highest) history ??= found
    },
    onRise: (callback) => void callbacks.push(callback),
  }
}

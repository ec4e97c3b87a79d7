/**
 * What this process knows of its database: which one it is, and the newest timeline. The fence against a primary of an
 * older one, and against one that was made from nothing under the same name.
 */
import type { History } from './history.ts'
import type { Identity } from './observe.ts'

export type Lineage = {
  /** Of the database that this process is for; undefined before any server has told. */
  readonly epoch: number | undefined
  /** The highest timeline seen, anywhere; 0 before any. */
  readonly highest: number
  /** That timeline's history; undefined while only its number is known. */
  readonly history: History | undefined
  /** Somebody trustworthy named this timeline: a signed bookmark. */
  saw(timeline: number): void
  /**
   * A server told who it is. One of another database teaches nothing: its timelines are none of ours. The first of the
   * region's own servers settles which database it is, for as long as the process lives; until then the first of any.
   */
  learn(identity: Identity, from?: 'own server'): void
  /** @returns whether that is another database than the one this process is for. */
  isOther(epoch: number): boolean
  /** Calls back whenever the highest timeline rises, or another database turns out to be the right one. */
  onRise(callback: (timeline: number) => void): void
}

export function createLineage(): Lineage {
  let epoch: number | undefined
  let isSettled = false
  let highest = 0
  let history: History | undefined
  const callbacks: ((timeline: number) => void)[] = []

  function saw(timeline: number): void {
    if (timeline <= highest) return
    highest = timeline
    history = undefined
    for (const callback of callbacks) callback(timeline)
  }

  const isOther = (other: number) => epoch !== undefined && epoch !== other

  return {
    get epoch() {
      return epoch
    },
    get highest() {
      return highest
    },
    get history() {
      return history
    },
    saw,
    isOther,
    learn(identity, from) {
      const settles = from !== undefined && !isSettled
      if (isOther(identity.epoch)) {
        if (!settles) return
        highest = 0
      }
      epoch = identity.epoch
      isSettled ||= settles
      saw(identity.history.timeline)
      if (identity.history.timeline === highest) history ??= identity.history
    },
    onRise: (callback) => void callbacks.push(callback),
  }
}

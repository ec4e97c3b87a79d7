/**
 * Alarms that ring to a tenth of a millisecond, where Node's own timers count whole ones and may be two late.
 * The waiting is done by a thread that does nothing else (alarm-thread.ts): it costs no processor time. It wakes this
 * thread a little early, and the rest goes by in turns of the event loop.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { alarmClock, MS_PER_NS, NEXT, nowNs, TURN } from './alarm-clock.ts'

export type Alarms = {
  /** `dueMs` is on the clock of `performance.now()`. Never rings early, nor before it returns. @returns how to cancel it. */
  at(dueMs: number, ring: () => void): () => void
}

type Alarm = { readonly dueMs: number; readonly ring: () => void }

/** Resolves when the thread waits. It ends with the one that opened it. */
export async function openAlarms(): Promise<Alarms> {
  const pending = new Set<Alarm>()
  const clock = alarmClock()
  const thread = new Worker(new URL('./alarm-thread.ts', import.meta.url), {
    name: 'link alarms',
    workerData: clock,
  })
  await once(thread, 'message')
  thread.unref()
  let armedMs = Number.POSITIVE_INFINITY
  let turning = false

  thread.on('message', () => {
    armedMs = Number.POSITIVE_INFINITY
    look()
  })

  function look(): void {
    const nowMs = performance.now()
    let alarm = earliest()
    while (alarm && alarm.dueMs <= nowMs) {
      pending.delete(alarm)
      alarm.ring()
      alarm = earliest()
    }
    waitFor(alarm)
  }

  function earliest(): Alarm | undefined {
    let found: Alarm | undefined
    for (const alarm of pending) if (!found || alarm.dueMs < found.dueMs) found = alarm
    return found
  }

  function waitFor(alarm: Alarm | undefined): void {
    if (!alarm) return
    const leftMs = alarm.dueMs - performance.now()
    if (leftMs <= NEAR_MS) turn()
    else if (alarm.dueMs < armedMs) arm(alarm.dueMs, leftMs - WAKING_MS)
  }

  /** Looks again when whatever has come in meanwhile has been seen to. */
  function turn(): void {
    if (turning) return
    turning = true
    setImmediate(() => {
      turning = false
      look()
    })
  }

  function arm(dueMs: number, sleepMs: number): void {
    armedMs = dueMs
    Atomics.store(clock.next, NEXT, nowNs() + BigInt(Math.round(sleepMs / MS_PER_NS)))
    Atomics.add(clock.turn, TURN, 1)
    Atomics.notify(clock.turn, TURN)
  }

  return {
    at(dueMs, ring) {
      const alarm = { dueMs, ring }
      pending.add(alarm)
      waitFor(alarm)
      return () => pending.delete(alarm)
    },
  }
}

/** How long before an alarm the thread is asked to wake this one: the wake itself takes most of that. */
const WAKING_MS = 0.4

/** An alarm that is this near is looked for at every turn of the event loop: another wake would take as long. */
const NEAR_MS = 0.45

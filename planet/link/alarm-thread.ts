/** Waits for the next alarm and wakes the thread that set it; planet/link/alarms.ts starts it. */
import { parentPort, workerData } from 'node:worker_threads'
import { type AlarmClock, MS_PER_NS, NEXT, NONE, nowNs, TURN } from './alarm-clock.ts'

const { next, turn }: AlarmClock = workerData

parentPort?.postMessage('waiting')
for (;;) {
  const seen = Atomics.load(turn, TURN)
  const dueNs = Atomics.load(next, NEXT)
  const leftMs = dueNs === NONE ? Number.POSITIVE_INFINITY : Number(dueNs - nowNs()) * MS_PER_NS
  // A futex has microseconds, a timer of Node only milliseconds.
  if (leftMs > 0) Atomics.wait(turn, TURN, seen, leftMs)
  // Only what still stands there is rung: a time that was set meanwhile is waited for.
  else if (Atomics.compareExchange(next, NEXT, dueNs, NONE) === dueNs) parentPort?.postMessage('ring')
}

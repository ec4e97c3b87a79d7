/** What one call takes: processor time of its own thread, and bytes on the heap as the engine itself counts them. */
import { getHeapStatistics } from 'node:v8'
import type { Call } from './steps.ts'

export type Measured = {
  /** Of one call, collecting its garbage included. */
  readonly ns: number
  /** That one call allocates. */
  readonly bytes: number
  readonly calls: number
}

/** @param turnMs how long to measure; twice as long it warms up, until the compiler has nothing more to do. */
export function measure(call: Call, turnMs: number): Measured {
  const warmUp = repeat(call, 2 * turnMs, 16)
  // Few looks at the clock, and more than a hundred of them in a turn.
  const batch = Math.max(1, Math.floor(warmUp.calls / 400))
  const bytesBefore = allocatedBytes()
  const cpuBefore = process.threadCpuUsage()
  const { calls } = repeat(call, turnMs, batch)
  const { user, system } = process.threadCpuUsage(cpuBefore)
  return { ns: ((user + system) * 1000) / calls, bytes: (allocatedBytes() - bytesBefore) / calls, calls }
}

function repeat(call: Call, durationMs: number, batch: number): { readonly calls: number } {
  const endMs = performance.now() + durationMs
  let calls = 0
  let sink = 0
  do {
    for (let index = 0; index < batch; index++) sink += call(calls + index)
    calls += batch
  } while (performance.now() < endMs)
  if (sink === 0) throw new Error('nothing was done: each call gave 0')
  return { calls }
}

/** Node counts what was allocated in all: no collection in between makes it less. */
function allocatedBytes(): number {
  return (
    (getHeapStatistics() as { readonly total_allocated_bytes?: number }).total_allocated_bytes ?? Number.NaN
  )
}

/** How busy the machine was while it was measured: a latency that waited for a processor says nothing of the code. */
import { cpus } from 'node:os'

export type ProcessorTimes = { readonly busyMs: number; readonly idleMs: number }

export function processorTimes(): ProcessorTimes {
  const all = cpus().map(({ times }) => times)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const idleMs = sum(all.map(({ idle }) => idle))
  return { idleMs, busyMs: sum(all.flatMap((times) => Object.values(times))) - idleMs }
}

/** @returns the busy share of the time between two looks, 0 to 1. */
export function busyShare(before: ProcessorTimes, after: ProcessorTimes): number {
  const busyMs = after.busyMs - before.busyMs
  const allMs = busyMs + after.idleMs - before.idleMs
  return allMs > 0 ? busyMs / allMs : 0
}

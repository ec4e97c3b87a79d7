/** A profile -> the time of each function, by itself and with all that it called. Pure. */

import { type Call, callTree, IDLE } from './call-tree.ts'
import type { CallFrame, CpuProfile } from './cpu-profile.ts'

export type FunctionTime = {
  readonly name: string
  /** `worker/app.ts:49`, or who it is part of: see {@link import('./place.ts').placeOf}. */
  readonly place: string
  /** Shares of all the time in JavaScript's engine, 0 to 1. */
  readonly self: number
  /** With all that it called. */
  readonly whole: number
}

/** @returns the functions by their own time, the most of it first. */
export function functionTimes(
  profile: CpuProfile,
  placeOf: (frame: CallFrame) => string,
): readonly FunctionTime[] {
  const root = callTree(profile, placeOf)
  const times = new Map<string, { name: string; place: string; self: number; whole: number }>()
  /** @param above who is called already: what it calls itself is not counted twice. */
  const add = (call: Call, above: ReadonlySet<string>) => {
    const key = `${call.name} ${call.place}`
    const time = times.get(key) ?? { name: call.name, place: call.place, self: 0, whole: 0 }
    time.self += call.selfUs / root.wholeUs
    if (!above.has(key)) time.whole += call.wholeUs / root.wholeUs
    times.set(key, time)
    const within = new Set(above).add(key)
    for (const callee of call.callees) add(callee, within)
  }
  for (const call of root.callees) add(call, new Set())
  return [...times.values()].sort((a, b) => b.self - a.self)
}

/** @returns the share of the time outside of JavaScript's engine, 0 to 1: sockets, HTTP, waiting. */
export function outsideShare({ nodes, samples, timeDeltas }: CpuProfile): number {
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === IDLE).map(({ id }) => id))
  const sumOf = (counts: (id: number) => boolean) =>
    samples.reduce((sum, id, index) => sum + (counts(id) ? (timeDeltas[index] ?? 0) : 0), 0)
  return sumOf((id) => idle.has(id)) / sumOf(() => true)
}

/** A profile -> who called whom for how long, the same function under the same callers as one. Pure. */
import type { CallFrame, CpuProfile, ProfileNode } from './cpu-profile.ts'

export type Call = {
  readonly name: string
  readonly place: string
  /** Of the function's own code. */
  readonly selfUs: number
  /** With all that it called. */
  readonly wholeUs: number
  /** The longest first. */
  readonly callees: readonly Call[]
}

/** What V8 calls the time in which an isolate is not at work; workerd's event loop may be. */
export const IDLE = '(idle)'

/** @returns the root of all calls; the time outside of JavaScript's engine is left out. */
export function callTree(profile: CpuProfile, placeOf: (frame: CallFrame) => string): Call {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const selfUs = new Map<number, number>()
  profile.samples.forEach((id, index) => {
    selfUs.set(id, (selfUs.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0))
  })

  const merge = (same: readonly ProfileNode[]): readonly Call[] => {
    const groups = Map.groupBy(same, ({ callFrame }) => `${callFrame.functionName} ${placeOf(callFrame)}`)
    return [...groups.values()]
      .map((group) => callOf(group))
      .filter(({ wholeUs }) => wholeUs > 0)
      .sort((a, b) => b.wholeUs - a.wholeUs)
  }
  const callOf = (same: readonly ProfileNode[]): Call => {
    const [first] = same
    const callees = merge(same.flatMap(({ children = [] }) => children.flatMap((id) => nodes.get(id) ?? [])))
    const own = same.reduce((sum, { id }) => sum + (selfUs.get(id) ?? 0), 0)
    return {
      name: first?.callFrame.functionName || 'anonymous',
      place: first ? placeOf(first.callFrame) : '',
      selfUs: own,
      wholeUs: callees.reduce((sum, { wholeUs }) => sum + wholeUs, own),
      callees,
    }
  }

  const called = new Set(profile.nodes.flatMap(({ children = [] }) => children))
  const roots = profile.nodes.filter(({ id }) => !called.has(id))
  const under = roots.flatMap(({ children = [] }) => children.flatMap((id) => nodes.get(id) ?? []))
  const callees = merge(under.filter(({ callFrame }) => callFrame.functionName !== IDLE))
  const wholeUs = callees.reduce((sum, call) => sum + call.wholeUs, 0)
  return { name: 'all', place: '', selfUs: 0, wholeUs, callees }
}

import { isAcknowledged, type Operation } from '../history.ts'
import { nameOf, type Violation, violation } from './violation.ts'

/** Once a write was acknowledged on a timeline, none that begins later is on an older one. */
export function checkZombies(operations: readonly Operation[]): readonly Violation[] {
  const writes = operations.filter((operation) => isAcknowledged(operation) && operation.received)
  const byEnd = writes.toSorted((a, b) => a.endMs - b.endMs)
  const byStart = writes.toSorted((a, b) => a.lastTryMs - b.lastTryMs)
  const violations: Violation[] = []
  let ended = 0
  let newest: Operation | undefined
  for (const write of byStart) {
    for (let next = byEnd[ended]; next && next.endMs < write.lastTryMs; next = byEnd[++ended])
      if (timelineOf(next) > timelineOf(newest)) newest = next
    if (!newest || timelineOf(write) >= timelineOf(newest)) continue
    const sentence = `${nameOf(write)} was acknowledged on timeline ${timelineOf(write)} after ${nameOf(newest)} on timeline ${timelineOf(newest)}`
    violations.push(violation('no-zombie', [newest, write], sentence))
  }
  return violations
}

function timelineOf(operation: Operation | undefined): number {
  return operation?.received?.timeline ?? 0
}

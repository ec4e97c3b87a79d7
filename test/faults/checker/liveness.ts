import { type Entry, isAcknowledged, isOperation, type Operation } from '../history.ts'
import { type Violation, violation } from './violation.ts'

/** Once everything is healed, every session can write and read what it wrote. */
export function checkLiveness(history: readonly Entry[]): readonly Violation[] {
  const healed = history.find((entry) => entry.type === 'fault' && entry.action === 'heal' && entry.last)
  if (healed?.type !== 'fault') return []
  const sessions = new Map<number, { wrote: Set<string>; isFine: boolean; last: Operation }>()
  for (const operation of history.filter(isOperation)) {
    const state = sessions.get(operation.session) ?? { wrote: new Set(), isFine: false, last: operation }
    sessions.set(operation.session, state)
    state.last = operation
    const { orderId, kind, outcome, version, data } = operation
    if (operation.startMs < healed.endMs || orderId === undefined) continue
    if (isAcknowledged(operation)) state.wrote.add(orderId)
    else if (kind === 'read-own' && outcome === 'ok' && version && SOURCES.has(data ?? ''))
      state.isFine ||= state.wrote.has(orderId)
  }
  return [...sessions].flatMap(([session, { isFine, last }]) =>
    isFine
      ? []
      : [
          violation(
            'liveness',
            [last],
            `session ${session} did not read a write of its own after the last healing`,
          ),
        ],
  )
}

const SOURCES: ReadonlySet<string> = new Set(['local', 'waited', 'primary'])

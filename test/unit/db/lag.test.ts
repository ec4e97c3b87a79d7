import { expect, it } from 'vitest'
import { HEARTBEAT_OVERDUE_MS, measureLag } from '../../../db/lag.ts'
import type { Observation } from '../../../db/observe.ts'

const seen = { position: { timeline: 1, lsn: 100n }, incarnation: 'a' }

function replica(of: Partial<Observation & { role: 'replica' }>): Observation {
  return { ...seen, role: 'replica', streaming: true, lagBytes: 0, heartbeatAgeMs: 600, ...of }
}

it.each<[string, Observation, { ms: number; bytes: number }]>([
  ['the primary never lags', { ...seen, role: 'primary' }, { ms: 0, bytes: 0 }],
  ['a replica that has all there is does not, however idle the primary', replica({}), { ms: 0, bytes: 0 }],
  [
    'a replica with log to replay is as old as its heartbeat',
    replica({ lagBytes: 64 }),
    { ms: 600, bytes: 64 },
  ],
  [
    'a replica without a stream ages',
    replica({ streaming: false, heartbeatAgeMs: 9_000 }),
    { ms: 9_000, bytes: 0 },
  ],
  [
    'a replica whose stream hangs in a black hole ages, though it streams and knows of nothing to replay',
    replica({ heartbeatAgeMs: HEARTBEAT_OVERDUE_MS }),
    { ms: HEARTBEAT_OVERDUE_MS, bytes: 0 },
  ],
  [
    'a replica that never had a heartbeat has no age',
    replica({ streaming: false, heartbeatAgeMs: Number.POSITIVE_INFINITY }),
    { ms: Number.POSITIVE_INFINITY, bytes: 0 },
  ],
])('D11 lag: %s', (_, observation, lag) => {
  expect(measureLag(observation)).toEqual(lag)
})

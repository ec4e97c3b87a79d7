import { expect, it } from 'vitest'
import { measureLag } from '../../../db/lag.ts'
import type { Observation } from '../../../db/observe.ts'

const position = { timeline: 1, lsn: 100n }

function replica(of: Partial<Observation & { role: 'replica' }>): Observation {
  return { role: 'replica', position, streaming: true, lagBytes: 0, replayAgeMs: null, ...of }
}

it.each<[string, Observation, number | undefined, { ms: number | null; bytes: number }]>([
  ['the primary never lags', { role: 'primary', position }, undefined, { ms: 0, bytes: 0 }],
  [
    'an idle primary makes no lag: its replica has all there is',
    replica({ replayAgeMs: 3_600_000 }),
    undefined,
    { ms: 0, bytes: 0 },
  ],
  [
    'a replica with log to replay is as old as the last commit that it replayed',
    replica({ lagBytes: 64, replayAgeMs: 40 }),
    undefined,
    { ms: 40, bytes: 64 },
  ],
  [
    'but no older than the last time that it had replayed all',
    replica({ lagBytes: 64, replayAgeMs: 3_600_000 }),
    9_750,
    { ms: 250, bytes: 64 },
  ],
  [
    'a replica without a stream ages, though it knows of nothing to replay',
    replica({ streaming: false, replayAgeMs: 9_000 }),
    4_000,
    { ms: 6_000, bytes: 0 },
  ],
  [
    'a replica that never replayed a commit has no age',
    replica({ streaming: false }),
    undefined,
    { ms: null, bytes: 0 },
  ],
])('D11 lag: %s', (_, seen, caughtUpAtMs, lag) => {
  expect(measureLag(seen, caughtUpAtMs, 10_000)).toEqual(lag)
})

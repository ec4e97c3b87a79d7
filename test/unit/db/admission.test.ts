import { describe, expect, it } from 'vitest'
import { type Admission, admit, ageMs, type Demand, type Newest } from '../../../db/admission.ts'
import { parseHistory } from '../../../db/history.ts'
import { HEARTBEAT_OVERDUE_MS } from '../../../db/lag.ts'
import type { Reachable, Watched } from '../../../db/watch.ts'

const NOW_MS = 10_000
/** Timeline 2 goes on from 100 of timeline 1. */
const SECOND = parseHistory(2, '1\t0/64\tno recovery target specified\n')
const FIRST = parseHistory(1, '')

function server(role: 'primary' | 'replica', timeline: number, lsn: bigint, heartbeatAgeMs = 200): Reachable {
  const seen = { position: { timeline, lsn }, incarnation: 'a' }
  return {
    state: 'reachable',
    seen:
      role === 'primary'
        ? { ...seen, role }
        : { ...seen, role, streaming: true, lagBytes: 0, heartbeatAgeMs },
    lag: { ms: 0, bytes: 0 },
    identity: { epoch: 1, history: timeline === 1 ? FIRST : SECOND },
    atMs: NOW_MS - 50,
  }
}

const ask = (timeline?: number, lsn?: bigint, maxAgeMs?: number): Demand => ({
  seen: timeline === undefined || lsn === undefined ? [] : [{ timeline, lsn }],
  maxAgeMs,
})
const atFirst = { highest: 1, history: FIRST }
const atSecond = { highest: 2, history: SECOND }

describe('a read is admitted', () => {
  it.each<[string, Watched, Newest, Demand, Admission]>([
    ['with nothing seen, anywhere', server('replica', 1, 10n), atFirst, ask(), { kind: 'ready' }],
    [
      'where all that was seen has been replayed',
      server('replica', 1, 50n),
      atFirst,
      ask(1, 50n),
      { kind: 'ready' },
    ],
    ['not before', server('replica', 1, 49n), atFirst, ask(1, 50n), { kind: 'behind', hopeless: false }],
    [
      'not soon by a replica whose heartbeat is overdue',
      server('replica', 1, 49n, HEARTBEAT_OVERDUE_MS),
      atFirst,
      ask(1, 50n),
      { kind: 'behind', hopeless: true },
    ],
    [
      'by a server of the next timeline where it was seen before the switch',
      server('replica', 2, 200n),
      atSecond,
      ask(1, 100n),
      { kind: 'ready' },
    ],
    [
      'by no server of another branch, however far its numbers are',
      server('replica', 2, 200n),
      atSecond,
      ask(1, 101n),
      { kind: 'abandoned', seen: { timeline: 1, lsn: 101n }, end: 100n },
    ],
    [
      'not by a replica that has not followed to the next timeline, whatever its number',
      server('replica', 1, 90n),
      atSecond,
      ask(2, 80n),
      { kind: 'behind', hopeless: false },
    ],
    [
      'by a primary whose log ends before, with what was seen left out',
      server('primary', 2, 200n),
      atSecond,
      ask(2, 201n),
      { kind: 'ahead', seen: { timeline: 2, lsn: 201n } },
    ],
    [
      'not by a primary that has come back on an old timeline',
      server('primary', 1, 150n),
      atSecond,
      ask(),
      { kind: 'out', why: 'is the primary of timeline 1, and 2 has been seen' },
    ],
    [
      'not by a replica that has replayed what no longer is',
      server('replica', 1, 150n),
      atSecond,
      ask(),
      { kind: 'out', why: 'has replayed more of timeline 1 than timeline 2 goes on from' },
    ],
    [
      'not by a server that was made anew from nothing',
      server('primary', 1, 150n),
      { ...atFirst, epoch: 2 },
      ask(),
      { kind: 'out', why: 'is of another database than the one that is known' },
    ],
    [
      'by a replica that is merely late to follow',
      server('replica', 1, 90n),
      atSecond,
      ask(),
      { kind: 'ready' },
    ],
    [
      'not by data older than it allows',
      server('replica', 1, 50n, 900),
      atFirst,
      ask(1, 1n, 900),
      { kind: 'stale' },
    ],
    ['by data just as old', server('replica', 1, 50n, 850), atFirst, ask(1, 1n, 900), { kind: 'ready' }],
    [
      'by the primary, which is never old',
      server('primary', 1, 50n),
      atFirst,
      ask(1, 1n, 0),
      { kind: 'ready' },
    ],
    [
      'by no server that is not known yet',
      { state: 'unknown' },
      atFirst,
      ask(),
      { kind: 'out', why: 'is not known yet' },
    ],
    [
      'by no server out of reach',
      { state: 'unreachable', detail: 'x', lastRole: 'replica' },
      atFirst,
      ask(),
      { kind: 'out', why: 'is out of reach' },
    ],
  ])('D38 %s', (_, watched, newest, demand, admission) => {
    expect(admit(watched, newest, demand, NOW_MS)).toEqual(admission)
  })

  it('D39 the age of data is the heartbeat’s, and grows until the next look', () => {
    expect(ageMs(server('replica', 1, 1n, 200), NOW_MS)).toBe(250)
    expect(ageMs(server('primary', 1, 1n), NOW_MS)).toBe(0)
    // Clocks of two machines may differ.
    expect(ageMs(server('replica', 1, 1n, -30), NOW_MS)).toBe(50)
  })
})

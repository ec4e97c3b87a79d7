import { expect, it } from 'vitest'
import { parseHistory, placeOf } from '../../../db/history.ts'

/** As PostgreSQL 18 writes it after two promotions. */
const FILE = '1\t0/3000148\tno recovery target specified\n\n2\t0/5000A10\tno recovery target specified\n'

it('D34 a history tells where each earlier timeline ended, and the first one has none', () => {
  expect(parseHistory(3, FILE)).toEqual({
    timeline: 3,
    ancestors: [
      { timeline: 1, end: 0x300_0148n },
      { timeline: 2, end: 0x500_0a10n },
    ],
  })
  expect(parseHistory(1, '')).toEqual({ timeline: 1, ancestors: [] })
})

it.each<[string, number, bigint, object]>([
  ['on its own timeline', 3, 0xffff_ffffn, { kind: 'on-branch' }],
  ['on an ancestor, before its end', 1, 0x300_0000n, { kind: 'on-branch' }],
  ['on an ancestor, just at its end', 2, 0x500_0a10n, { kind: 'on-branch' }],
  ['on an ancestor, beyond its end', 1, 0x300_0149n, { kind: 'abandoned', end: 0x300_0148n }],
  ['on a later timeline', 4, 1n, { kind: 'later' }],
])('D35 a position %s is told from the others, whatever its number', (_, timeline, lsn, place) => {
  expect(placeOf(parseHistory(3, FILE), { timeline, lsn })).toEqual(place)
})

it('D35 a position on a timeline that is no ancestor is abandoned as a whole', () => {
  const history = parseHistory(3, '1\t0/3000148\tno recovery target specified\n')
  expect(placeOf(history, { timeline: 2, lsn: 1n })).toEqual({ kind: 'abandoned', end: 0n })
})

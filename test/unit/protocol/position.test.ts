import { expect, it } from 'vitest'
import { formatStanding, parseStanding, type Standing } from '../../../protocol/position.ts'

it('P25 a region’s standing reads back as it was written, and anything else is none', () => {
  const standings: readonly Standing[] = [
    { role: 'replica', position: { timeline: 2, lsn: 0x16_b374_d848n }, ageMs: 12 },
    { role: 'primary', position: { timeline: 1, lsn: 0n }, ageMs: undefined },
  ]
  for (const standing of standings) expect(parseStanding(formatStanding(standing))).toEqual(standing)
  expect(formatStanding({ role: 'replica', position: { timeline: 1, lsn: 1n }, ageMs: 0.4 })).toBe(
    'replica;timeline=1;lsn=0/1;age=0',
  )
  for (const none of [
    null,
    '',
    'leader;timeline=1;lsn=0/1',
    'replica;timeline=1;lsn=1',
    'replica;timeline=x;lsn=0/1',
  ])
    expect(parseStanding(none)).toBeUndefined()
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parsePosition } from '../../../db/position.ts'
import { formatLsn, parseLsn } from '../../../protocol/position.ts'

it.each([
  ['0/0', 0n],
  ['0/16B374D8', 0x16b374d8n],
  ['16/B374D848', 0x16_b374_d848n],
  ['FFFFFFFF/FFFFFFFF', 0xffff_ffff_ffff_ffffn],
])('D1 the LSN %s is the number of bytes that Postgres means', (text, lsn) => {
  expect(parseLsn(text)).toBe(lsn)
  expect(formatLsn(lsn)).toBe(text)
})

it('D1 every LSN survives its text form', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), (lsn) => {
      expect(parseLsn(formatLsn(lsn))).toBe(lsn)
    }),
  )
})

it.each(['', '0', '/', '0/', 'G/0', '0/123456789', ' 0/0', '0/0 ', '-1/0'])('D2 "%s" is no LSN', (text) => {
  expect(parseLsn(text)).toBeUndefined()
})

it('D4 a position needs its timeline, which Postgres writes in hexadecimal', () => {
  expect(parsePosition('0/10', '0000000A')).toEqual({ timeline: 10, lsn: 16n })
  expect(parsePosition('0/10', null)).toBeUndefined()
  expect(parsePosition('0/10', 'xyz')).toBeUndefined()
  expect(parsePosition(null, '00000001')).toBeUndefined()
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseRecord } from '../../../db/record.ts'

it('D37 the text of a record gives its columns, as PostgreSQL 18 wrote them', () => {
  const known: readonly [string, (string | null)[]][] = [
    ['(1,t,,abc)', ['1', 't', null, 'abc']],
    ['("a ""quoted"" one","back\\\\slash","(,)","")', ['a "quoted" one', 'back\\slash', '(,)', '']],
    [
      '("2026-11-24 10:00:00.123+00","{1,2}","{""a"": 1}")',
      ['2026-11-24 10:00:00.123+00', '{1,2}', '{"a": 1}'],
    ],
    ['("two\nlines")', ['two\nlines']],
    ['()', [null]],
  ]
  for (const [text, columns] of known) expect(parseRecord(text)).toEqual(columns)
})

it('D37 every column survives the text of a record, and anything else is an error', () => {
  const column = fc.option(fc.string({ unit: 'binary' }), { nil: null })
  fc.assert(
    fc.property(fc.array(column, { minLength: 1 }), (columns) => {
      const quoted = columns.map((text) => (text === null ? '' : `"${text.replaceAll(/["\\]/g, '$&$&')}"`))
      expect(parseRecord(`(${quoted.join(',')})`)).toEqual(columns)
    }),
  )
  for (const text of ['', '1,2', '(1,2', '(1)2', '("a)', '(a"b)']) expect(() => parseRecord(text)).toThrow()
})

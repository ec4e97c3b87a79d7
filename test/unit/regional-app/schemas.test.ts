import fc from 'fast-check'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { NewOrder, OrderChange, Page, pageOf } from '../../../regional-app/schemas.ts'

it('R6 a page’s cursor leads to the id that the page ended with', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (id, other) => {
      const { items, nextCursor } = pageOf([{ id }, { id: other }], 1)
      expect(items).toEqual([{ id }])
      expect(v.parse(Page, { cursor: nextCursor })).toEqual({ limit: 20, cursor: id })
    }),
  )
})

it('R7 the last page has no cursor, be it full or empty', () => {
  expect(pageOf([{ id: 'a' }], 1)).toEqual({ items: [{ id: 'a' }], nextCursor: null })
  expect(pageOf([], 1)).toEqual({ items: [], nextCursor: null })
})

it.each(['0', '101', '-1', '1.5', '', ' 1', '1e2', 'all'])('R8 a limit of "%s" is refused', (limit) => {
  expect(v.is(Page, { limit })).toBe(false)
})

it.each([
  '',
  'x',
  '019b76da-a800-7758-a890-261d23c54710',
  'A'.repeat(21),
  'A'.repeat(23),
  `${'A'.repeat(21)}+`,
])('R8 a cursor of "%s" is refused', (cursor) => {
  expect(v.is(Page, { cursor })).toBe(false)
})

it('R9 no text makes the schemas throw', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (value, text) => {
      for (const schema of [NewOrder, OrderChange, Page]) v.safeParse(schema, value)
      v.safeParse(Page, { limit: text, cursor: text })
    }),
  )
})

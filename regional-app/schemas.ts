import { UUID } from 'uuidv7'
import * as v from 'valibot'

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const Id = v.pipe(v.string('must be a UUID'), v.regex(UUID_TEXT, 'must be a UUID'))

export const ById = v.object({ id: Id })

/** One page of a list: `cursor` comes out as the last id of the page before, undefined for the first page. */
export const Page = v.object({
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, 'must be an integer from 1 to 100'),
      v.transform(Number),
      v.minValue(1, 'must be an integer from 1 to 100'),
      v.maxValue(100, 'must be an integer from 1 to 100'),
    ),
    '20',
  ),
  cursor: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[\w-]{22}$/, 'must be a nextCursor of this list'),
      v.transform((cursor) => UUID.ofInner(Buffer.from(cursor, 'base64url')).toString()),
    ),
  ),
})

/** @returns the page's body: its items and the cursor to the next page, null at the end. */
export function pageOf<Item extends { readonly id: string }>(
  rows: readonly Item[],
  limit: number,
): { items: readonly Item[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const nextCursor =
    rows.length > limit && last ? Buffer.from(UUID.parse(last.id).bytes).toString('base64url') : null
  return { items, nextCursor }
}

const INTEGER = 'must be an integer from 1 to 1000'

export const NewOrder = v.object(
  {
    productId: Id,
    quantity: v.pipe(
      v.number(INTEGER),
      v.integer(INTEGER),
      v.minValue(1, INTEGER),
      v.maxValue(1000, INTEGER),
    ),
  },
  'must be an object with productId and quantity',
)

export const OrderChange = v.object(
  {
    note: v.pipe(
      v.string('must be a string'),
      v.check((note) => [...note].length <= 500, 'must have at most 500 characters'),
      // Postgres stores no NUL, and a lone surrogate has no UTF-8 form.
      v.check((note) => !note.includes('\0') && note.isWellFormed(), 'must be well-formed text without NUL'),
    ),
  },
  'must be an object with note',
)

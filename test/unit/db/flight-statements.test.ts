import { sql } from 'drizzle-orm'
import { expect, expectTypeOf, it } from 'vitest'
import { createRecorder } from '../../../db/flight-statements.ts'
import { type Order, orders, products } from '../../../db/schema.ts'

it('D8 statements are recorded in the order of their builders, and nothing is sent', () => {
  const { statements, results } = createRecorder()((tx) => [
    tx.update(products).set({ stock: 1 }).returning(),
    tx.insert(orders).values({ productId: '019b76da-a800-7758-a890-261d23c54710', quantity: 2 }).returning(),
    tx.execute(sql`select ${3}`),
  ])
  expect(statements.map(({ config }) => config.text.slice(0, 6))).toEqual(['update', 'insert', 'select'])
  expect(statements.map(({ params }) => params[0])).toEqual([1, expect.any(String), 3])
  expectTypeOf<Awaited<typeof results>[1]>().toEqualTypeOf<Order[]>()
})

it('D9 a statement that is awaited while the flight is built is refused', async () => {
  const record = createRecorder()
  let awaited: Promise<unknown> | undefined
  record((tx) => {
    awaited = Promise.resolve().then(() => tx.select().from(products))
    return []
  })
  await expect(awaited).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/returned .* not awaited/) },
  })
})

it('D10 a parameter that could fail to encode is refused before anything is sent', () => {
  const record = createRecorder()
  expect(() => record((tx) => [tx.execute(sql`select ${{ a: 1 }}`)])).toThrow(TypeError)
})

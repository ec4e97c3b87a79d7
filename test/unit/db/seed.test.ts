import { expect, it } from 'vitest'
import { seededProducts } from '../../../db/seed.ts'

it('D12 the seed is a thousand different goods with UUIDv7 ids in order, the same every time', () => {
  const products = seededProducts()
  expect(products).toEqual(seededProducts())
  expect(products).toHaveLength(1000)
  expect(new Set(products.map(({ name }) => name)).size).toBe(1000)
  const ids = products.map(({ id }) => id)
  expect(
    ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true)
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(1000)
  expect(products[0]).toEqual({
    id: '019b76da-a800-7758-a890-261d23c54710',
    name: 'Alpine Bamboo Bookend',
    priceCents: 3699,
    stock: 100_000,
  })
})

it('D12 prices vary and end in 99', () => {
  const prices = seededProducts().map(({ priceCents }) => priceCents)
  expect(prices.every((price) => price % 100 === 99)).toBe(true)
  expect(new Set(prices).size).toBeGreaterThan(50)
})

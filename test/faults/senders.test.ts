import postgres from 'postgres'
import { afterAll, expect, inject, it } from 'vitest'
import { seededProducts } from '../../db/seed.ts'
import { from, heal, injectFault, type Reply } from '../support/planet.ts'

const KEYS = 40
const SENDERS = 20
const AT_ONCE = 60
const CITIES = ['iad', 'bom', 'fra'] as const
const PRODUCT = seededProducts()[500]?.id ?? ''
const QUANTITY = 3

afterAll(heal)

it('Q60 forty keys, each sent by twenty in three cities while apps are killed, are forty orders', async () => {
  const before = await shelves()
  const keys = Array.from({ length: KEYS }, () => crypto.randomUUID())
  const sends = Array.from({ length: SENDERS }, (_, sender) => keys.map((key) => ({ key, sender }))).flat()
  const answers = new Map<string, string[]>()
  let sending = true

  const killing = (async () => {
    for (let turn = 0; sending; turn++) {
      await injectFault({ fault: 'crash-app', region: CITIES[turn % CITIES.length] })
      await heal()
    }
  })()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = sends.pop(); next; next = sends.pop()) {
        const { key, sender } = next
        const placed = await place(key, CITIES[sender % CITIES.length] ?? 'iad')
        answers.set(key, [...(answers.get(key) ?? []), placed])
      }
    }),
  )
  sending = false
  await killing

  for (const ids of answers.values()) expect([ids.length, new Set(ids).size]).toEqual([SENDERS, 1])
  const after = await shelves()
  expect(after.orders - before.orders).toBe(KEYS)
  expect(before.stock - after.stock).toBe(KEYS * QUANTITY)
}, 240_000)

/** Sends it until it is told what became of it. @returns the order's id. */
async function place(key: string, city: string): Promise<string> {
  for (;;) {
    const reply = await from(city, '/api/orders', {
      method: 'POST',
      json: { productId: PRODUCT, quantity: QUANTITY },
      headers: { 'idempotency-key': key },
    }).catch((): Partial<Reply> => ({}))
    if (reply.status === 201) return (reply.body as { id: string }).id
    if (reply.status !== undefined && reply.status < 500) throw new Error(`${reply.status}: ${reply.body}`)
  }
}

async function shelves(): Promise<{ orders: number; stock: number }> {
  const primary = (await from('iad', '/_planet/status')).body as { primary: string }
  const url = inject('planet').regions.find(({ id }) => id === primary.primary)?.databaseUrl
  const sql = postgres(url ?? '', { max: 1, onnotice: () => {} })
  try {
    const [row] = await sql<{ orders: number; stock: number }[]>`
      select (select count(*)::int from orders where product_id = ${PRODUCT}) as orders, stock
      from products where id = ${PRODUCT}`
    if (!row) throw new Error('the product is gone')
    return row
  } finally {
    await sql.end()
  }
}

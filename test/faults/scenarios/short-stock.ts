import { seededProducts } from '../../../db/seed.ts'
import type { Scenario } from '../scenario.ts'

/**
 * Orders of more than there is: their first statement fails, and the commit behind it is answered all the same, with
 * another tag. None of them is acknowledged.
 */
export const shortStock: Scenario = {
  name: 'short-stock',
  async prepare(sql) {
    await sql`update products set stock = stock - ${TAKEN} where id = ${PRODUCT}`
  },
  async restore(sql) {
    await sql`update products set stock = stock + ${TAKEN} where id = ${PRODUCT}`
  },
  async run({ session, onPrimary }) {
    const [row] = await onPrimary(
      (sql) => sql<{ stock: number }[]>`select stock from products where id = ${PRODUCT}`,
    )
    const writer = session()
    for (const city of ['bom', 'iad', 'fra']) {
      const refused = await writer.order(city, { productId: PRODUCT, quantity: 1_000 })
      await writer.repeat([city], refused)
    }
    // As many as there are left, and one more.
    for (let left = row?.stock ?? 0; left >= 0; left -= STEP)
      await writer.order('bom', { productId: PRODUCT, quantity: STEP })
  },
}

/** Nobody else's: the last one. */
const PRODUCT = seededProducts().at(-1)?.id ?? ''
const TAKEN = 99_950
const STEP = 10

import { sql } from 'drizzle-orm'
import { check, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { uuidv7 } from 'uuidv7'

/** Names of the constraints that routes turn into answers: a business rule is checked once, where it can't be raced. */
export const STOCK_SUFFICES = 'products_stock_suffices'
export const ORDER_OF_PRODUCT = 'orders_product_id_products_id_fk'

export const products = pgTable(
  'products',
  {
    id: uuid('id').primaryKey().$defaultFn(uuidv7),
    name: text('name').notNull(),
    priceCents: integer('price_cents').notNull(),
    stock: integer('stock').notNull(),
  },
  (table) => [
    check(STOCK_SUFFICES, sql`${table.stock} >= 0`),
    check('products_price_not_negative', sql`${table.priceCents} >= 0`),
  ],
)

export const orders = pgTable(
  'orders',
  {
    id: uuid('id').primaryKey().$defaultFn(uuidv7),
    productId: uuid('product_id')
      .notNull()
      .references(() => products.id),
    quantity: integer('quantity').notNull(),
    status: text('status', { enum: ['placed', 'cancelled'] })
      .notNull()
      .default('placed'),
    note: text('note').notNull().default(''),
    version: integer('version').notNull().default(1),
    createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  (table) => [
    check('orders_quantity_positive', sql`${table.quantity} > 0`),
    check('orders_status_known', sql`${table.status} in ('placed', 'cancelled')`),
  ],
)

export type Product = typeof products.$inferSelect
export type Order = typeof orders.$inferSelect

import { Hono } from 'hono'
import type { AppEnv } from '../env.ts'
import { orderRoutes } from './orders.ts'
import { productRoutes } from './products.ts'

/** The example shop: one kind of route each, see README.md. */
export const shop = new Hono<AppEnv>().route('/api/products', productRoutes).route('/api/orders', orderRoutes)

import { Hono } from 'hono'
import type { AppEnv } from '../env.ts'
import { orderRoutes } from './orders.ts'
import { productRoutes } from './products.ts'

/** The example shop: each kind of route once. */
export const shop = new Hono<AppEnv>().route('/api/products', productRoutes).route('/api/orders', orderRoutes)

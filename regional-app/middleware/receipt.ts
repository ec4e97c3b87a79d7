import { createMiddleware } from 'hono/factory'
import { DATA, REGION, SERVER_TIMING } from '../../protocol/headers.ts'
import type { AppEnv } from '../env.ts'
import { closeReceipt, openReceipt } from '../receipt.ts'

/** Says on every answer who gave it, from which data, and what it cost. Only headers: a body streams past untouched. */
export function receipt(region: string) {
  return createMiddleware<AppEnv>(async function receipt(c, next) {
    const receipt = openReceipt(performance.now())
    c.set('receipt', receipt)
    await next()
    const { headers } = c.res
    headers.set(REGION, region)
    if (receipt.source) headers.set(DATA, receipt.source)
    headers.append(SERVER_TIMING, closeReceipt(receipt, performance.now()))
  })
}

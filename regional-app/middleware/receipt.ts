import { DATA, REGION, SERVER_TIMING } from '../../protocol/headers.ts'
import { closeReceipt, openReceipt } from '../receipt.ts'
import type { Part } from './stack.ts'

/** Says on every answer who gave it, from which data, and what it cost. Only headers: a body streams past untouched. */
export function receipt(region: string): Part {
  return {
    before(c) {
      c.set('receipt', openReceipt(performance.now()))
      return undefined
    },
    after(c, own) {
      const receipt = c.get('receipt')
      own[REGION] = region
      if (receipt.source) own[DATA] = receipt.source
      own[SERVER_TIMING] = closeReceipt(receipt, performance.now())
    },
  }
}

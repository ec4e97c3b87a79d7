import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { IDEMPOTENCY_KEY } from '../../protocol/headers.ts'
import { BenchError } from '../bench-error.ts'
import type { Client } from '../client.ts'

export type Writes = {
  readonly writes: number
  /** Acknowledged, and not there when the next one was. */
  readonly lost: number
  /** Done more than once. */
  readonly doubled: number
  /** How often a client had to send a write again, under its key. */
  readonly repeated: number
  readonly failures: readonly string[]
}

/**
 * One client that changes its own order again and again, each time under a key of its own. Every change counts the order's
 * version up by one on the primary, so its answer tells whether all before it are there, and none twice.
 * @throws BenchError where a write is not answered well however often it is sent.
 */
export async function writeUntil(client: Client, over: AbortSignal): Promise<Writes> {
  const path = await placeOrder(client)
  const failures: string[] = []
  let [version, writes, lost, doubled, repeated] = [1, 0, 0, 0, 0]
  const look = (body: Buffer) => {
    const found = versionIn(body)
    lost += Math.max(0, version + 1 - found)
    doubled += Math.max(0, found - version - 1)
    version = found
  }
  /** Sends one write until it is acknowledged, always under the same key. */
  const write = async (to: string, init: Parameters<Client['send']>[1]) => {
    const headers = { [IDEMPOTENCY_KEY]: randomUUID() }
    for (let attempt = 1; ; attempt++) {
      const answer = await client.send(to, { ...init, headers }).catch((error: unknown) => String(error))
      if (typeof answer !== 'string' && answer.status === 200) return look(answer.body)
      const why = typeof answer === 'string' ? answer : `status ${answer.status}`
      failures.push(`a write: ${why}`)
      if (attempt === MOST_ATTEMPTS) throw new BenchError(`A write failed ${attempt} times, at last: ${why}.`)
      repeated++
      await sleep(REPEAT_AFTER_MS)
    }
  }
  while (!over.aborted) {
    await write(path, { method: 'PATCH', json: { note: `write ${writes}` } })
    writes++
  }
  // Counts as a change, too: it tells whether the last one is there.
  await write(`${path}/cancel`, { method: 'POST' })
  return { writes, lost, doubled, repeated, failures }
}

const MOST_ATTEMPTS = 20
const REPEAT_AFTER_MS = 200

async function placeOrder(client: Client): Promise<string> {
  const { body } = await client.send('/api/products?limit=1')
  const { items } = JSON.parse(body.toString()) as { items: readonly { readonly id: string }[] }
  const json = { productId: items[0]?.id, quantity: 1 }
  const { status, headers } = await client.send('/api/orders', { method: 'POST', json })
  const path = headers.get('location')
  if (status === 201 && path) return path
  throw new BenchError(`POST /api/orders answered ${status}, expected 201 with a location.`)
}

function versionIn(body: Buffer): number {
  return (JSON.parse(body.toString()) as { readonly version: number }).version
}

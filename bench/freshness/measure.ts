/**
 * Writes, and reads what was written at once, with the bookmark that the write's answer gave: several sessions, each one
 * request at a time. Then the same read once more with `max-staleness=0`, which only the primary can answer: what
 * keeping a client on the primary after its write would have cost.
 */
import { randomUUID } from 'node:crypto'
import {
  BOOKMARK,
  DATA,
  type DataSource,
  IDEMPOTENCY_KEY,
  PREFER,
  REGION,
  SERVER_TIMING,
} from '../../protocol/headers.ts'
import { parseServerTiming } from '../../protocol/server-timing.ts'
import { BenchError } from '../bench-error.ts'
import type { Answer, Client } from '../client.ts'
import type { FreshnessSample } from './summary.ts'

export type FreshnessOptions = {
  /** Each on a connection of its own. */
  readonly clients: readonly Client[]
  /** Of each session. */
  readonly rounds: number
  readonly onSample: () => void
  readonly signal: AbortSignal
}

const WARM_UP_ROUNDS = 3

/** @throws BenchError where no order can be placed to begin with. */
export async function measureFreshness(options: FreshnessOptions): Promise<readonly FreshnessSample[]> {
  return (await Promise.all(options.clients.map((client) => runSession(client, options)))).flat()
}

async function runSession(
  client: Client,
  { rounds, onSample, signal }: FreshnessOptions,
): Promise<readonly FreshnessSample[]> {
  const path = await placeOrder(client)
  const samples: FreshnessSample[] = []
  try {
    for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
      signal.throwIfAborted()
      const sample = await writeAndRead(client, path, `round ${round}`)
      if (round < 0) continue
      samples.push(sample)
      onSample()
    }
  } finally {
    // Its stock goes back, if the order was still to be had.
    await client.send(`${path}/cancel`, { method: 'POST' }).catch(() => {})
  }
  return samples
}

async function writeAndRead(client: Client, path: string, note: string): Promise<FreshnessSample> {
  try {
    const key = { [IDEMPOTENCY_KEY]: randomUUID() }
    const write = await client.send(path, { method: 'PATCH', json: { note }, headers: key })
    const bookmark = write.headers.get(BOOKMARK) ?? ''
    const read = await client.send(path, { headers: { [BOOKMARK]: bookmark } })
    const sticky = await client.send(path, { headers: { [BOOKMARK]: bookmark, [PREFER]: 'max-staleness=0' } })
    const failure = failureOf(write, bookmark, read, sticky)
    return {
      writeMs: write.ms,
      readMs: read.ms,
      waitMs: waitOf(read),
      data: dataOf(read),
      region: read.headers.get(REGION) ?? undefined,
      stickyMs: sticky.ms,
      ...(failure === undefined ? {} : { failure }),
    }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    return { writeMs: 0, readMs: 0, waitMs: 0, data: undefined, region: undefined, stickyMs: 0, failure }
  }
}

function failureOf(write: Answer, bookmark: string, read: Answer, sticky: Answer): string | undefined {
  if (write.status !== 200) return `the write: status ${write.status}, expected 200`
  if (bookmark === '') return 'the write: no bookmark'
  if (read.status !== 200) return `the read: status ${read.status}, expected 200`
  if (!read.body.equals(write.body)) return 'the read: not what was written'
  if (sticky.status !== 200) return `the read from the primary: status ${sticky.status}, expected 200`
  const data = dataOf(sticky)
  return data === 'primary' ? undefined : `the read from the primary: from ${data ?? 'nowhere'}`
}

function dataOf({ headers }: Answer): DataSource | undefined {
  const value = headers.get(DATA)
  return value === 'local' || value === 'waited' || value === 'primary' ? value : undefined
}

function waitOf({ headers }: Answer): number {
  return parseServerTiming(headers.get(SERVER_TIMING)).find(({ name }) => name === 'wait')?.durMs ?? 0
}

/** @returns the path of a fresh order. */
async function placeOrder(client: Client): Promise<string> {
  const { body: list } = await client.send('/api/products?limit=1')
  const productId = itemId(list)
  const json = { productId, quantity: 1 }
  const { status, headers } = await client.send('/api/orders', { method: 'POST', json })
  const path = headers.get('location')
  if (status === 201 && path) return path
  throw new BenchError(`POST /api/orders answered ${status}, expected 201 with a location.`)
}

function itemId(list: Buffer): string | undefined {
  const { items } = JSON.parse(list.toString()) as { items?: readonly { readonly id: string }[] }
  return items?.[0]?.id
}

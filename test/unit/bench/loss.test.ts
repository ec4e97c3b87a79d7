import { expect, it } from 'vitest'
import { parseBootFlags } from '../../../bench/boot/options.ts'
import type { Client } from '../../../bench/client.ts'
import { parseLossFlags } from '../../../bench/loss/options.ts'
import { readUntil } from '../../../bench/loss/reader.ts'
import { writeUntil } from '../../../bench/loss/writer.ts'

/** Answers a status, and the version that the order then has. */
type Reply = { readonly status: number; readonly version?: number }

/** @param patches what each change of the order is answered, in turn; `over` is called behind the last one. */
function clientOf(
  patches: readonly Reply[],
  over: () => void,
): { client: Client; keys: (string | undefined)[] } {
  const keys: (string | undefined)[] = []
  const left = [...patches]
  const answer = (status: number, body: object, location = '') => ({
    ...{ status, ms: 1, headers: new Headers(location ? { location } : {}) },
    body: Buffer.from(JSON.stringify(body)),
  })
  const client: Client = {
    async send(path, { method = 'GET', headers } = {}) {
      if (method === 'GET') return answer(200, { items: [{ id: 'p' }] })
      if (path === '/api/orders') return answer(201, {}, '/api/orders/1')
      if (method === 'PATCH') keys.push(headers?.['idempotency-key'])
      const { status, version = 0 } = left.shift() ?? { status: 500 }
      if (left.length === 1) over()
      return answer(status, { version })
    },
    close() {},
  }
  return { client, keys }
}

it('B162 a write that failed is repeated under its key, and counts as lost or doubled by the version that follows', async () => {
  const over = new AbortController()
  const patches = [
    { status: 200, version: 2 },
    { status: 503 },
    { status: 200, version: 4 },
    // The last one stands for the cancellation.
    { status: 200, version: 4 },
  ]
  const { client, keys } = clientOf(patches, () => over.abort())
  const found = await writeUntil(client, over.signal)
  expect(found).toMatchObject({
    writes: 2,
    repeated: 1,
    doubled: 1,
    lost: 1,
    failures: ['a write: status 503'],
  })
  expect(keys[1]).toBe(keys[2])
  expect(new Set(keys).size).toBe(2)
})

it('B163 a read that fails or answers with another product is a failed read, and is not asked again', async () => {
  const over = new AbortController()
  let sent = 0
  const client: Client = {
    async send(path) {
      const isList = path.includes('limit')
      if (!isList && ++sent === 3) over.abort()
      if (sent === 2) throw new Error('reset')
      const body = Buffer.from(JSON.stringify({ id: sent === 1 ? 'q' : 'p', items: [{ id: 'p' }] }))
      return { status: sent === 3 ? 503 : 200, ms: sent * 10, headers: new Headers(), body }
    },
    close() {},
  }
  expect(await readUntil(client, over.signal)).toEqual({
    ...{ reads: 3, failedReads: 3, slowestReadMs: 30 },
    failures: ['a read: product q, expected p', 'a read: Error: reset', 'a read: status 503, expected 200'],
  })
})

it('B164 the flags of loss and boot are whole numbers of rounds', () => {
  expect(parseLossFlags({ rounds: '2' })).toMatchObject({ ok: true, options: { rounds: 2 } })
  expect(parseLossFlags({ rounds: 'x' })).toEqual({
    ok: false,
    errors: ['--rounds: expected a whole number from 1 to 100, found "x"'],
  })
  expect(parseBootFlags({ rounds: '3' })).toEqual({ ok: true, options: { rounds: 3 } })
  expect(parseBootFlags({ rounds: '21' }).ok).toBe(false)
})

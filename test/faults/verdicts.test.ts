import { afterAll, beforeAll, expect, it } from 'vitest'
import { seededProducts } from '../../db/seed.ts'
import { waitFor } from '../../planet/wait.ts'
import { type Bookmark, formatBookmark, parseBookmark } from '../../protocol/bookmark.ts'
import { bootOwnPlanet, type Target, targetOf } from './target.ts'

let own: Awaited<ReturnType<typeof bootOwnPlanet>>
let target: Target
beforeAll(async () => {
  own = await bootOwnPlanet({ onNotice: console.warn })
  target = targetOf(own.planet)
})
afterAll(() => own?.close())

const PRODUCT = seededProducts()[7]?.id ?? ''

type Answer = {
  status: number
  headers: Headers
  body: Record<string, unknown>
  bookmark: Bookmark | undefined
}

async function ask(
  city: string,
  path: string,
  { json, ...headers }: Record<string, unknown> = {},
): Promise<Answer> {
  const response = await fetch(target.url + path, {
    method: json ? 'POST' : 'GET',
    headers: {
      'nearside-vantage': city,
      ...(json ? { 'content-type': 'application/json' } : {}),
      ...(headers as Record<string, string>),
    },
    ...(json ? { body: JSON.stringify(json) } : {}),
  })
  const parsed = parseBookmark(response.headers.get('nearside-bookmark') ?? '', target.bookmarkKeys)
  const body = (await response.json()) as Record<string, unknown>
  return {
    status: response.status,
    headers: response.headers,
    body,
    bookmark: parsed.ok ? parsed.bookmark : undefined,
  }
}

const place = (city: string, headers: Record<string, string> = {}) =>
  ask(city, '/api/orders', {
    json: { productId: PRODUCT, quantity: 1 },
    'idempotency-key': crypto.randomUUID(),
    ...headers,
  })
const read = (city: string, { body }: Answer, bookmark: string) =>
  ask(city, `/api/orders/${body.id}`, { 'nearside-bookmark': bookmark })
const verdictOf = ({ headers }: Answer) => headers.get('nearside-bookmark-verdict')

it('Q61 a bookmark that a failover cut off is told the truth, in every city and once: survived, lost, or lost but for the write', async () => {
  const { planet } = own
  const [key] = target.bookmarkKeys
  if (!key) throw new Error('no key')
  const kept = await place('iad')
  // Every replica has it: whatever becomes of the primary, it stays.
  for (const city of ['bom', 'fra'])
    await waitFor(async () => (await read(city, kept, '')).status === 200, {
      timeoutMs: 10_000,
      describe: () => `the order does not come to ${city}`,
    })
  await planet.inject({ fault: 'hold-replication' })
  const lostKey = crypto.randomUUID()
  const lost = await place('iad', { 'idempotency-key': lostKey })
  const after = await read('iad', kept, kept.headers.get('nearside-bookmark') ?? '')
  await planet.inject({ fault: 'failover', region: 'bom' })

  if (!kept.bookmark || !lost.bookmark || !after.bookmark) throw new Error('no bookmark')
  // The position behind a commit may lie beyond it, by what others have written in the same moment.
  const beyond = formatBookmark({ ...kept.bookmark, lsn: lost.bookmark.lsn }, key)
  for (const city of ['bom', 'fra', 'syd']) {
    const survived = await read(city, kept, beyond)
    expect([city, survived.status, verdictOf(survived)]).toEqual([city, 200, 'survived'])
    expect(survived.bookmark?.timeline).toBe(2)

    const gone = await read(city, lost, lost.headers.get('nearside-bookmark') ?? '')
    expect([city, gone.status, verdictOf(gone)]).toEqual([city, 409, 'lost'])
    expect(gone.body).toMatchObject({
      type: 'urn:nearside:problem:write-lost',
      lastWrite: 'lost',
      lostAfter: { timeline: 1, lsn: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/) },
    })
    // Told once: with the answer's own bookmark all goes on.
    const next = await read(city, kept, gone.headers.get('nearside-bookmark') ?? '')
    expect([city, next.status, verdictOf(next)]).toEqual([city, 200, null])

    const seen = await read(city, kept, after.headers.get('nearside-bookmark') ?? '')
    expect([city, seen.status, verdictOf(seen)]).toEqual([city, 409, 'lost'])
    expect(seen.body).toMatchObject({ type: 'urn:nearside:problem:history-lost', lastWrite: 'survived' })
  }

  const told = await read('bom', lost, lost.headers.get('nearside-bookmark') ?? '')
  const headers = {
    'idempotency-key': lostKey,
    'nearside-bookmark': told.headers.get('nearside-bookmark') ?? '',
  }
  const [again, twice] = [await place('bom', headers), await place('fra', headers)]
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, null])
  expect([twice.status, twice.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
  expect(twice.body).toEqual(again.body)
  // Done anew is not survived: what the old bookmark had seen besides is gone all the same.
  const other = await read('fra', again, lost.headers.get('nearside-bookmark') ?? '')
  expect([other.status, other.body.type]).toEqual([409, 'urn:nearside:problem:history-lost'])
}, 120_000)

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChangeAnswer, HistoryEntry } from '../../protocol/operators/changes.ts'
import type { Overlay } from '../../protocol/operators/overlay.ts'
import { openGateway, type TestGateway } from '../support/gateway.ts'
import { type Origin, openOrigin } from '../support/origin.ts'
import { type OverlayStore, openOverlayStore } from '../support/overlay-store.ts'

const TOKEN = 'a-token-of-at-least-32-characters'
const OPERATORS = { operatorTokens: `ana:${TOKEN}` }
const EPOCH = 'v1'

let iad: Origin
let bom: Origin
let gateway: TestGateway

beforeAll(async () => {
  ;[iad, bom] = await Promise.all([openOrigin('iad'), openOrigin('bom')])
}, 60_000)

afterAll(async () => {
  await Promise.all([iad?.close(), bom?.close()])
})

type Asked = { city?: string; method?: string; body?: unknown; headers?: Record<string, string> }

function ask(path: string, { city = 'bom', method = 'GET', body, headers }: Asked = {}): Promise<Response> {
  return fetch(`${gateway.url}/_nearside/${path}`, {
    method,
    headers: {
      ...{ 'nearside-vantage': city, authorization: `Bearer ${TOKEN}` },
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

const change = (body: object, rest: Asked = {}) =>
  ask('changes', { method: 'POST', body: { why: 'test', ...body }, ...rest })

async function done(response: Promise<Response>): Promise<ChangeAnswer> {
  const answer = await response
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as ChangeAnswer
}

const overlay = async (city = 'bom') => (await (await ask('overlay', { city })).json()) as Overlay
const history = async () => (await (await ask('history?limit=5')).json()) as HistoryEntry[]

/** What a client's request is answered, and by which epoch. */
async function request(city: string): Promise<string> {
  const headers = { 'nearside-vantage': city }
  const response = await fetch(`${gateway.url}/api/echo`, { headers })
  await response.body?.cancel()
  return `${response.status} ${response.headers.get('nearside-config-epoch')}`
}

describe('operators', () => {
  beforeAll(async () => {
    gateway = await openGateway([bom, iad], { epoch: EPOCH }, { ...OPERATORS, cities: ['bom', 'sin'] })
  }, 60_000)
  afterAll(() => gateway?.close())
  beforeEach(async () => {
    const { drains } = await overlay()
    for (const region of Object.keys(drains)) await done(change({ action: 'restore', region }))
  })

  it('G100 a change is in force at once where it was made, and in another city with its next read', async () => {
    const answer = await done(change({ action: 'drain', region: 'bom', why: 'kernel upgrade' }))
    const { revision } = answer.overlay
    expect(answer).toEqual({
      overlay: expect.objectContaining({
        drains: { bom: { by: 'ana', why: 'kernel upgrade', atMs: expect.any(Number) } },
      }),
      change: { action: 'drain', region: 'bom' },
      epoch: `${EPOCH}.${revision}`,
      dryRun: false,
      changed: true,
      spread: true,
      findings: [],
    })
    expect(await request('bom')).toBe(`200 ${EPOCH}.${revision}`)
    const seen = await ask('overlay', { city: 'sin' })
    expect([seen.headers.get('etag'), seen.headers.get('cache-control'), await seen.json()]).toEqual([
      `"${revision}"`,
      'no-store',
      answer.overlay,
    ])
    await expect.poll(() => request('sin'), { timeout: 15_000 }).toBe(`200 ${EPOCH}.${revision}`)
  })

  it('G101 of those who change the same revision one does, and the others are told which one is in force', async () => {
    const { revision } = await overlay()
    const cities = ['bom', 'sin', 'bom', 'sin']
    const answers = await Promise.all(
      cities.map((city) => change({ action: 'drain', region: 'bom', revision }, { city })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
    const stale = await change({ action: 'undo' }, { headers: { 'if-match': `"${revision}"` } })
    expect([stale.status, await stale.json()]).toEqual([
      412,
      expect.objectContaining({ type: 'urn:nearside:problem:stale', revision: revision + 1 }),
    ])
    const fresh = await change({ action: 'undo' }, { headers: { 'if-match': `"${revision + 1}"` } })
    expect(fresh.status).toBe(200)
  })

  it('G102 what is not safe is refused with the rules that it breaks, told by a dry run, and nothing changes', async () => {
    await done(change({ action: 'drain', region: 'bom' }))
    const before = await overlay()
    const drain = { action: 'drain', region: 'iad' }
    const dry = await done(change({ ...drain, dryRun: true }))
    const refused = await change({ ...drain, force: true })
    const problem = await refused.json()
    expect([refused.status, problem]).toEqual([
      409,
      expect.objectContaining({ type: 'urn:nearside:problem:unsafe', findings: dry.findings }),
    ])
    expect(dry.findings[0]).toMatchObject({ rule: 'last-region', forceable: false })
    const unknown = await change({ action: 'drain', region: 'xyz' })
    expect([unknown.status, await unknown.json()]).toEqual([
      422,
      expect.objectContaining({
        errors: [{ field: 'region', message: 'expected one of bom, iad, found "xyz"' }],
      }),
    ])
    expect(await overlay()).toEqual(before)
  })

  it('G103 history tells who changed what, when and why, and an undo takes the last change back', async () => {
    const before = await overlay()
    const forced = { action: 'drain', region: 'iad', force: true, why: 'failover practice' }
    const drained = await done(change(forced))
    const undone = await done(change({ action: 'undo', why: 'wrong region' }))
    expect({ ...undone.overlay, revision: 0 }).toEqual({ ...before, revision: 0 })
    const again = await done(change({ action: 'undo', why: 'it was right', force: true }))
    expect(again.overlay.drains).toEqual(drained.overlay.drains)
    const [third, second, first] = await history()
    const atMs = expect.any(Number)
    expect([third, second]).toMatchObject([
      { why: 'it was right', change: { action: 'undo' }, forced: ['primary'] },
      { why: 'wrong region', change: { action: 'undo' }, forced: [] },
    ])
    expect(first).toEqual({
      ...{ revision: drained.overlay.revision, atMs, by: 'ana', why: 'failover practice' },
      ...{ change: { action: 'drain', region: 'iad' }, forced: ['primary'], overlay: drained.overlay },
    })
  })

  it('G104 a drain with an end is over at its end, and the ledger writes that down by itself', async () => {
    const drain = { action: 'drain', region: 'bom', untilMs: Date.now() + 1500 }
    const { revision } = (await done(change(drain))).overlay
    const newest = async () => (await history())[0]
    await expect
      .poll(newest, { timeout: 15_000 })
      .toMatchObject({ revision: revision + 1, change: { action: 'expire', what: ['drain bom'] } })
    expect((await overlay()).drains).toEqual({})
  })

  it('G105 who has no token, or a wrong one, gets the same 401 whatever the path and method, and is told nothing', async () => {
    const wrong: Record<string, string>[] = [{ authorization: `Bearer ${TOKEN}x` }, { authorization: '' }]
    const asked = [
      'GET overlay',
      'POST changes',
      'GET nothing',
      'PUT overlay',
      'OPTIONS history',
      'GET status',
    ]
    const told = new Set<string>()
    for (const [index, line] of asked.entries()) {
      const [method = '', path = ''] = line.split(' ')
      for (const headers of wrong) {
        // Each in turn, so that no city has heard twenty of them.
        const city = index % 2 ? 'bom' : 'sin'
        const response = await ask(path, { city, method, headers })
        const own = [...response.headers].filter(([name]) => name !== 'date')
        told.add(JSON.stringify([response.status, own, await response.text()]))
      }
    }
    expect([...told]).toEqual([expect.stringMatching(/^\[401,.*no-store.*www-authenticate.*Bearer/)])
    expect([...told][0]).not.toMatch(/overlay|changes|history|ana|iad/)
  })

  it('G106 an operator is told what there is, and by which method', async () => {
    const missing = await ask('nothing')
    expect([missing.status, await missing.text()]).toEqual([404, expect.stringContaining('overlay')])
    const method = await ask('overlay', { method: 'DELETE' })
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect((await ask('overlay', { method: 'HEAD' })).status).toBe(200)
  })
})

describe('a store that does not do its work', () => {
  let store: OverlayStore

  beforeAll(async () => {
    store = await openOverlayStore()
    const cities = ['bom', 'sin', 'fra', 'lhr']
    const options = { ...OPERATORS, cities, overlayWorker: store.worker }
    gateway = await openGateway([bom, iad], { epoch: EPOCH }, options)
  }, 60_000)
  afterAll(async () => {
    await gateway?.close()
    await store?.close()
  })

  const requests = (city: string) => Promise.all(Array.from({ length: 20 }, () => request(city)))

  it('G110 while every call of it fails, no request does; a change stands, and is spread once it can be', async () => {
    store.mode = 'fails'
    expect(new Set(await requests('sin'))).toEqual(new Set([`200 ${EPOCH}`]))
    await expect.poll(store.reads).toBeGreaterThan(0)
    const answer = await done(change({ action: 'drain', region: 'bom' }))
    expect(answer).toMatchObject({ changed: true, spread: false, epoch: `${EPOCH}.1` })
    expect([await request('bom'), store.value]).toEqual([`200 ${EPOCH}.1`, undefined])
    store.mode = 'works'
    await expect.poll(() => store.value, { timeout: 15_000 }).toBe(JSON.stringify(answer.overlay))
  })

  it('G111 while it never answers, requests do, and it is not asked again and again', async () => {
    store.mode = 'hangs'
    const before = store.reads()
    let first: string | undefined
    const asked = request('fra').then((answer) => {
      first = answer
    })
    await expect.poll(store.waiting).toBe(1)
    // The one that began the read does not wait for it any more than those that come after.
    for (let turn = 0; turn < 10; turn++) expect(await request('fra')).toBe(`200 ${EPOCH}`)
    expect(first).toBe(`200 ${EPOCH}`)
    await asked
    expect([store.waiting(), store.reads() - before]).toEqual([1, 1])
    store.mode = 'works'
  })

  it('G112 while it holds something else, the config alone is in force', async () => {
    store.value = '{"format":1,"revision":9,"drains":"all"}'
    const before = store.reads()
    await request('lhr')
    await expect.poll(() => store.reads() - before).toBeGreaterThan(0)
    expect(new Set(await requests('lhr'))).toEqual(new Set([`200 ${EPOCH}`]))
  })
})

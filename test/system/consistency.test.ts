import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { seededProducts } from '../../db/seed.ts'
import { rttMs } from '../../planet/cities.ts'
import { type Link, openLink } from '../../planet/link.ts'
import { type Bookmark, deriveBookmarkKey, formatBookmark, parseBookmark } from '../../protocol/bookmark.ts'
import { parseStanding } from '../../protocol/position.ts'
import type { AppEnv } from '../../regional-app/env.ts'
import { reads, writes } from '../../regional-app/middleware/data.ts'
import { openTestDatabase, portOf, type TestDatabase, through, until } from '../support/database.ts'
import { heal, injectFault } from '../support/planet.ts'
import {
  openTestRegion,
  type RegionOptions,
  type RequestOptions,
  TEST_BOOKMARK_KEY,
  type TestRegion,
} from '../support/region.ts'
import { openTurnProxy, type TurnProxy } from '../support/turn-proxy.ts'

type Reply = {
  status: number
  headers: Headers
  bookmark: Bookmark | undefined
  body: Record<string, unknown>
}

const PRODUCT = seededProducts()[0]?.id ?? ''
let database: TestDatabase
let iad: TestRegion
let bom: TestRegion
/** The primary, as far away from Mumbai as it is: the log takes as long on its way as an acknowledgement. */
let farUrl: string
let far: Link

beforeAll(async () => {
  database = await openTestDatabase()
  iad = await openRegion({ id: 'iad', readUrl: database.url, writeUrl: database.url })
  far = await openLink({ rttMs: rttMs('bom', 'iad'), targetPort: portOf(database.url), name: 'far' })
  farUrl = through(database.url, far.port)
  bom = await openRegion({ id: 'bom', readUrl: database.replicaUrl, writeUrl: farUrl })
  await until(async () => (await place(bom)).status === 201)
})
afterAll(async () => {
  await Promise.all([iad.close(), bom.close()])
  await far.close()
  await database.drop()
})

async function openRegion(options: RegionOptions): Promise<TestRegion> {
  const region = openTestRegion(options)
  await region.ready()
  return region
}

async function openOwn(options: RegionOptions): Promise<TestRegion> {
  const region = await openRegion(options)
  onTestFinished(() => region.close())
  return region
}

/** Mumbai, its way to the primary through a proxy that can lose and cut; it has written once. */
async function openBehindProxy(): Promise<[TestRegion, TurnProxy]> {
  const proxy = await openTurnProxy(portOf(database.url))
  onTestFinished(() => proxy.close())
  const writeUrl = through(database.url, proxy.port)
  const region = await openOwn({ id: 'bom', readUrl: database.replicaUrl, writeUrl })
  await until(async () => (await place(region)).status === 201)
  return [region, proxy]
}

async function ask(region: TestRegion, path: string, options?: RequestOptions): Promise<Reply> {
  const response = await region.request(path, options)
  const text = await response.text()
  const parsed = parseBookmark(response.headers.get('nearside-bookmark') ?? '', [TEST_BOOKMARK_KEY])
  return {
    status: response.status,
    headers: response.headers,
    bookmark: parsed.ok ? parsed.bookmark : undefined,
    body: text ? JSON.parse(text) : {},
  }
}

const place = (region: TestRegion, headers: Record<string, string> = {}) =>
  ask(region, '/api/orders', { method: 'POST', json: { productId: PRODUCT, quantity: 1 }, headers })
const readOrder = (region: TestRegion, id: unknown, ...bookmarks: (string | null)[]) =>
  ask(region, `/api/orders/${id}`, {
    headers: { 'nearside-bookmark': bookmarks.filter((b) => b !== null).join(', ') },
  })
const bookmarkOf = ({ headers }: Reply) => headers.get('nearside-bookmark')
const sign = (bookmark: Bookmark) => formatBookmark(bookmark, TEST_BOOKMARK_KEY)

async function pauseReplay(region: string): Promise<void> {
  onTestFinished(heal)
  await injectFault({ fault: 'pause-replay', region })
}

async function orderCount(): Promise<number> {
  return (await database.sql`select from orders`).length
}

describe('reading', () => {
  it('R46 one’s own write is there at once, from the region’s own server', async () => {
    for (let round = 0; round < 20; round++) {
      const [region, data] = round % 2 === 0 ? [bom, /^(local|waited)$/] : ([iad, /^primary$/] as const)
      const placed = await place(region)
      const read = await readOrder(region, placed.body.id, bookmarkOf(placed))
      expect([read.status, read.body]).toEqual([200, placed.body])
      expect(read.headers.get('nearside-data')).toMatch(data)
      expect(read.headers.get('nearside-bookmark-verdict')).toBeNull()
      expect(read.bookmark?.lsn).toBeGreaterThanOrEqual(placed.bookmark?.lsn ?? 0n)
    }
  })

  it('R47 waits for what its client has seen, and after one way to the primary goes there', async () => {
    await pauseReplay('bom')
    const placed = await place(bom)
    const read = await readOrder(bom, placed.body.id, bookmarkOf(placed))
    expect([read.status, read.headers.get('nearside-replay')]).toEqual([421, 'primary;reason=behind'])
    expect((await readOrder(bom, placed.body.id)).status).toBe(404)
    const late = readOrder(bom, placed.body.id, bookmarkOf(placed))
    await heal()
    await late
    await until(async () => (await readOrder(bom, placed.body.id, bookmarkOf(placed))).status === 200)
    const home = await readOrder(iad, placed.body.id, bookmarkOf(placed))
    expect([home.status, home.headers.get('nearside-data')]).toEqual([200, 'primary'])
    expect(home.headers.get('nearside-bookmark-verdict')).toBeNull()
  })

  it('R48 says 503 where the replica has not received it and the primary is out of reach', async () => {
    const [region, proxy] = await openBehindProxy()
    await pauseReplay('bom')
    const placed = await place(region)
    proxy.cut()
    await until(async () => (await readOrder(region, placed.body.id, bookmarkOf(placed))).status === 503)
    const read = await readOrder(region, placed.body.id, bookmarkOf(placed))
    expect([read.status, read.headers.get('retry-after')]).toEqual([503, '1'])
    expect(read.body.detail).toMatch(/has not received yet what you have seen/)
  })

  it('R49 many that wait ask the replica no more than one', async () => {
    const proxy = await openTurnProxy(portOf(database.replicaUrl))
    onTestFinished(() => proxy.close())
    const region = await openOwn({
      id: 'bom',
      readUrl: through(database.replicaUrl, proxy.port),
      writeUrl: database.url,
    })
    await until(async () => (await place(region)).status === 201)
    await pauseReplay('bom')
    const placed = await place(region)
    const turnsOf = async (readers: number) => {
      const before = proxy.turns()
      const waits = Array.from({ length: readers }, () =>
        readOrder(region, placed.body.id, bookmarkOf(placed)),
      )
      for (const { status } of await Promise.all(waits)) expect(status).toBe(421)
      return proxy.turns() - before
    }
    const alone = await turnsOf(1)
    expect(await turnsOf(50)).toBeLessThan(3 * alone + 10)
  })

  it('R50 of two servers in a region takes the one that has it, for the check and for the read', async () => {
    const region = await openOwn({
      id: 'bom',
      readUrl: [database.replicaUrl, database.secondReplicaUrl],
      writeUrl: farUrl,
    })
    await pauseReplay('bom')
    for (let round = 0; round < 10; round++) {
      const placed = await place(region)
      const read = await readOrder(region, placed.body.id, bookmarkOf(placed))
      expect([read.status, read.body]).toEqual([200, placed.body])
    }
    const { servers } = (await ask(region, '/readyz')).body as { servers: unknown[] }
    expect(servers).toHaveLength(2)
  })

  it('R51 never goes back: a bookmark covers all that its read has shown', async () => {
    const { body: order } = await place(iad)
    const other = await openOwn({ id: 'fra', readUrl: database.secondReplicaUrl, writeUrl: farUrl })
    let done = false
    const writing = (async () => {
      for (let version = 0; version < 60; version++)
        await ask(iad, `/api/orders/${order.id}`, { method: 'PATCH', json: { note: `${version}` } })
      done = true
    })()
    let seen = 0
    let reads = 0
    let bookmark: string | null = null
    while (!done) {
      for (const region of [bom, other]) {
        const read = await readOrder(region, order.id, bookmark)
        if (read.status !== 200) continue
        expect(read.body.version).toBeGreaterThanOrEqual(seen)
        seen = Number(read.body.version)
        reads++
        bookmark = bookmarkOf(read)
      }
    }
    await writing
    expect(reads).toBeGreaterThan(0)
  })

  it('R52 stands on all bookmarks that the request brings', async () => {
    const [first, second] = [await place(iad), await place(iad)]
    for (const bookmarks of [
      [bookmarkOf(first), bookmarkOf(second)],
      [bookmarkOf(second), bookmarkOf(first)],
    ]) {
      const read = await readOrder(bom, second.body.id, ...bookmarks)
      expect(read.status).toBe(200)
      expect(read.bookmark?.lsn).toBeGreaterThanOrEqual(second.bookmark?.lsn ?? 0n)
      expect(read.bookmark?.write?.tag).toBe(second.bookmark?.write?.tag)
    }
  })

  it('R53 counts a bookmark that is none as none, at once, and says why', async () => {
    const placed = await place(iad)
    const { bookmark } = placed
    await database.replicated()
    if (!bookmark) throw new Error('no bookmark')
    const beyond = { ...bookmark, lsn: bookmark.lsn + 1_000_000_000n }
    const table: readonly [string, string, string][] = [
      ['forged', formatBookmark(bookmark, deriveBookmarkKey(new Uint8Array(32), 'x')), 'forged'],
      ['truncated', sign(bookmark).slice(0, -4), 'malformed'],
      ['of another database', sign({ ...bookmark, epoch: bookmark.epoch + 1 }), 'other-epoch'],
      ['of tomorrow', sign({ ...bookmark, issuedMs: Date.now() + 86_400_000 }), 'future'],
      [
        'far beyond the log, under a forged name',
        formatBookmark(beyond, deriveBookmarkKey(new Uint8Array(32), 'x')),
        'forged',
      ],
    ]
    for (const [name, text, reason] of table) {
      for (const region of [iad, bom]) {
        const read = await readOrder(region, placed.body.id, text)
        expect([name, read.status]).toEqual([name, 200])
        expect(read.headers.get('nearside-bookmark-verdict')).toBe(`ignored;reason=${reason}`)
        expect(read.headers.get('nearside-data')).toMatch(/^(local|primary)$/)
        expect(read.bookmark?.epoch).toBe(bookmark.epoch)
      }
    }
    // One that is signed and yet beyond the primary's log: the replica waits once, the primary knows better.
    expect((await readOrder(bom, placed.body.id, sign(beyond))).status).toBe(421)
    const read = await readOrder(iad, placed.body.id, sign(beyond))
    expect([read.status, read.headers.get('nearside-bookmark-verdict')]).toEqual([
      200,
      'ignored;reason=ahead',
    ])
  })

  it('R54 is answered from data no older than it asks for, and told its age', async () => {
    const read = (region: TestRegion, prefer: string) =>
      ask(region, `/api/products/${PRODUCT}`, { headers: { prefer } })
    await until(async () => (await read(bom, 'max-staleness=10')).status === 200)
    const fresh = await read(bom, 'max-staleness=10')
    expect([fresh.status, fresh.headers.get('preference-applied')]).toEqual([200, 'max-staleness=10'])
    expect(Number(fresh.headers.get('nearside-data-age'))).toBeLessThan(10)
    const none = await ask(bom, `/api/products/${PRODUCT}`)
    expect([none.headers.get('preference-applied'), none.headers.get('nearside-data-age')]).toEqual([
      null,
      expect.stringMatching(/^\d+\.\d{3}$/),
    ])
    await pauseReplay('bom')
    await until(
      async () =>
        (await read(bom, 'max-staleness=1')).headers.get('nearside-replay') === 'primary;reason=stale',
    )
    const home = await read(iad, 'max-staleness=0')
    expect([home.status, home.headers.get('nearside-data-age')]).toEqual([200, '0.000'])
  })

  it('R55 tells the gateway where its data stands', async () => {
    const placed = await place(iad)
    const read = await readOrder(bom, placed.body.id, bookmarkOf(placed))
    const standing = parseStanding(read.headers.get('nearside-position'))
    expect(standing).toMatchObject({ role: 'replica', position: { timeline: 1 } })
    expect(standing?.position.lsn).toBeGreaterThanOrEqual(placed.bookmark?.lsn ?? 0n)
    expect(parseStanding((await ask(iad, '/readyz')).headers.get('nearside-position'))?.role).toBe('primary')
  })

  it('R56 on connections that the server has ended runs once more on a fresh one', async () => {
    const read = () => ask(iad, `/api/products/${PRODUCT}`)
    expect((await read()).status).toBe(200)
    for (let round = 0; round < 5; round++) {
      await database.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'nearside-read' and datname = current_database()`
      expect((await read()).status).toBe(200)
    }
  })
})

describe('a read that its server fails', () => {
  /** Fails so many times by a conflict with recovery, then tells its session. */
  const failing = new Hono<AppEnv>().get('/failing/:times', reads, async (c) => {
    let left = Number(c.req.param('times'))
    const [row] = await c.var.data.read((db) =>
      left-- > 0
        ? db.execute(
            sql`do $$ begin raise exception 'conflict with recovery' using errcode = '40001'; end $$`,
          )
        : db.execute(sql`select pg_backend_pid() as pid`),
    )
    return c.json(row)
  })
  const openFailing = () =>
    openOwn({ id: 'bom', readUrl: database.replicaUrl, writeUrl: database.url, routes: failing })

  it('R64 runs once more, on a connection of its own', async () => {
    const region = await openFailing()
    const pool = new Set<unknown>()
    for (let count = 0; count < 20; count++) pool.add((await ask(region, '/failing/0')).body.pid)
    const again = await ask(region, '/failing/1')
    expect([again.status, again.body.pid]).toEqual([200, expect.any(Number)])
    expect(pool).not.toContain(again.body.pid)
  })

  it('R68 runs once more beside others over no more connections than the pool has, or over the pool’s', async () => {
    const region = await openFailing()
    await ask(region, '/failing/0')
    const again = await Promise.all(Array.from({ length: 40 }, () => ask(region, '/failing/1')))
    expect(again.map(({ status }) => status)).toEqual(Array(40).fill(200))
    // A session each, of which the region's pool of reads has four.
    expect(new Set(again.map(({ body }) => body.pid)).size).toBeLessThanOrEqual(4 + 4)
  })

  it('R69 runs once more without waiting for others that are slow', async () => {
    const routes = new Hono<AppEnv>().get('/failing/:then', reads, async (c) => {
      let left = 1
      const isSlow = c.req.param('then') === 'slow'
      await c.var.data.read((db) =>
        left-- > 0
          ? db.execute(
              sql`do $$ begin raise exception 'conflict with recovery' using errcode = '40001'; end $$`,
            )
          : db.execute(isSlow ? sql`select pg_advisory_xact_lock_shared(69)` : sql`select 1`),
      )
      return c.body(null, 204)
    })
    const region = await openOwn({ id: 'iad', readUrl: database.url, writeUrl: database.url, routes })
    const holder = await database.sql.reserve()
    await holder`select pg_advisory_lock(69)`
    const slow = Array.from({ length: 4 }, () => ask(region, '/failing/slow'))
    await until(async () => {
      const [row] = await database.sql`
        select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted`
      return row?.waiting === 4
    })
    expect((await ask(region, '/failing/quick')).status).toBe(204)
    await holder`select pg_advisory_unlock(69)`
    holder.release()
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(Array(4).fill(204))
  })

  it('R65 and fails again goes to the primary, as the read it is', async () => {
    const region = await openFailing()
    await until(async () => (await ask(region, '/failing/2')).status !== 503)
    const replayed = await ask(region, '/failing/2')
    expect([replayed.status, replayed.headers.get('nearside-replay')]).toEqual([
      421,
      'primary;reason=replica-error',
    ])
  })
})

describe('writing', () => {
  const KEY = () => ({ 'idempotency-key': crypto.randomUUID() })

  it('R57 again under the same key gives the stored answer, marked, in every region', async () => {
    const key = KEY()
    const before = await orderCount()
    const first = await place(bom, key)
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null])
    for (const region of [bom, iad]) {
      const again = await place(region, key)
      expect([again.status, again.body, again.headers.get('location')]).toEqual([
        201,
        first.body,
        first.headers.get('location'),
      ])
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      expect(again.bookmark?.lsn).toBeGreaterThanOrEqual(first.bookmark?.lsn ?? 0n)
      expect(again.bookmark?.write?.tag).toBe(first.bookmark?.write?.tag)
    }
    expect(await orderCount()).toBe(before + 1)
  })

  it('R58 another request under the same key is 422, whatever differs, and changes nothing', async () => {
    const key = KEY()
    const first = await place(bom, key)
    const before = await orderCount()
    const others: readonly [string, RequestOptions][] = [
      ['/api/orders', { method: 'POST', json: { productId: PRODUCT, quantity: 2 } }],
      ['/api/orders?x=1', { method: 'POST', json: { productId: PRODUCT, quantity: 1 } }],
      [`/api/orders/${first.body.id}`, { method: 'PATCH', json: { note: 'x' } }],
    ]
    for (const [path, options] of others) {
      const other = await ask(bom, path, { ...options, headers: key })
      expect([other.status, other.body.type]).toEqual([422, 'urn:nearside:problem:key-reused'])
    }
    const cancelled = await ask(iad, `/api/orders/${first.body.id}/cancel`, { method: 'POST', headers: key })
    expect([cancelled.status, cancelled.body.type]).toEqual([422, 'urn:nearside:problem:key-reused'])
    expect(await orderCount()).toBe(before)
    expect((await readOrder(iad, first.body.id)).body).toEqual(first.body)
  })

  it('R59 one principal’s keys are not another’s', async () => {
    const key = KEY()
    const [anna, bela] = [
      await place(bom, { ...key, 'x-principal': 'anna' }),
      await place(bom, { ...key, 'x-principal': 'bela' }),
    ]
    expect([anna.status, bela.status]).toEqual([201, 201])
    expect(bela.body.id).not.toBe(anna.body.id)
  })

  it('R60 an interactive transaction under a key is done once, by twins too, and its answer is kept whole', async () => {
    const { body: order } = await place(iad)
    const key = KEY()
    const cancel = () => ask(iad, `/api/orders/${order.id}/cancel`, { method: 'POST', headers: key })
    const answers = await Promise.all([cancel(), cancel(), cancel(), cancel()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual(
      Array(4).fill('application/json'),
    )
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1)
    expect(answers[0]?.body).toMatchObject({ status: 'cancelled', version: 2 })
    const another = await ask(iad, `/api/orders/${order.id}/cancel`, { method: 'POST', headers: KEY() })
    expect(another.status).toBe(409)
    expect((await readOrder(bom, order.id, bookmarkOf(answers[0] as Reply))).body.status).toBe('cancelled')
  })

  it('R61 that failed leaves its key free: the same request may succeed later', async () => {
    const key = KEY()
    const order = { method: 'POST', json: { productId: PRODUCT, quantity: 1 }, headers: key }
    await database.sql`update products set stock = 0 where id = ${PRODUCT}`
    expect((await ask(bom, '/api/orders', order)).status).toBe(409)
    await database.sql`update products set stock = 1000 where id = ${PRODUCT}`
    expect((await ask(bom, '/api/orders', order)).status).toBe(201)
  })

  it('R66 that is refused tells what it was refused for: the next read shows no less', async () => {
    const { body: order } = await place(iad)
    const cancel = (region: TestRegion) =>
      ask(region, `/api/orders/${order.id}/cancel`, { method: 'POST', headers: KEY() })
    await cancel(iad)
    const refused = await cancel(iad)
    expect(refused.status).toBe(409)
    expect((await readOrder(bom, order.id, bookmarkOf(refused))).body.status).toBe('cancelled')
    const json = { productId: PRODUCT, quantity: 1000 }
    await database.sql`update products set stock = 999 where id = ${PRODUCT}`
    const short = await ask(bom, '/api/orders', { method: 'POST', json, headers: KEY() })
    expect([short.status, short.bookmark?.timeline]).toEqual([409, 1])
  })

  it('R67 interactively commits for good before it is acknowledged, and keeps an answer without a body', async () => {
    const routes = new Hono<AppEnv>().post('/quiet', writes, (c) =>
      c.var.data.interactive(async (tx) => {
        const [row] = await tx.execute(sql`show synchronous_commit`)
        return c.body(null, 204, { 'x-commit': String(row?.synchronous_commit) })
      }),
    )
    const [name] = await database.sql`select current_database() as name`
    await database.sql.unsafe(`alter database ${name?.name} set synchronous_commit = off`)
    onTestFinished(async () => {
      await database.sql.unsafe(`alter database ${name?.name} reset synchronous_commit`)
    })
    const region = await openOwn({ id: 'iad', readUrl: database.url, writeUrl: database.url, routes })
    const key = KEY()
    for (const repeated of [null, 'true']) {
      const quiet = await ask(region, '/quiet', { method: 'POST', headers: key })
      expect([quiet.status, quiet.headers.get('x-commit')]).toEqual([204, 'on'])
      expect(quiet.headers.get('idempotent-replayed')).toBe(repeated)
    }
  })

  it('R62 a primary lost in the middle of it, sent again under its key, is done once', async () => {
    const [region, proxy] = await openBehindProxy()
    const key = KEY()
    const before = await orderCount()
    proxy.next('lose-answer')
    expect((await place(region, key)).status).toBe(504)
    const again = await place(region, key)
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    expect(await orderCount()).toBe(before + 1)
  })
})

it('R63 a request that was tagged as a read and writes is counted by its route, for the developer to see', async () => {
  const region = await openOwn({ id: 'iad', readUrl: database.url, writeUrl: database.url })
  for (let count = 0; count < 2; count++)
    expect((await ask(region, '/api/orders', { method: 'POST', intent: 'read' })).status).toBe(421)
  expect((await ask(region, '/readyz')).body.misTagged).toEqual({ 'POST /api/orders': 2 })
  expect(region.logged).toContainEqual(
    expect.objectContaining({ route: 'POST /api/orders', count: 2, msg: 'tagged as a read, and writes' }),
  )
})

import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createConnection } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Link, openLink } from '../../planet/link.ts'
import { deriveBookmarkKey, formatBookmark } from '../../protocol/bookmark.ts'
import type { Standing } from '../../protocol/position.ts'
import { parseServerTiming } from '../../protocol/server-timing.ts'
import { openGateway, type TestGateway } from '../support/gateway.ts'
import { type Origin, openOrigin, TEST_KEY_ID, TEST_SECRET } from '../support/origin.ts'

const MUMBAI = { 'nearside-vantage': 'bom' }
const SETTINGS = {
  routes: [{ path: '/api/asks/kept/behind', only: ['bom'] }],
  timeouts: { perTryMs: 1000, totalMs: 3000 },
}
const BOOKMARK = formatBookmark(
  { epoch: 1, timeline: 1, lsn: 500n, issuedMs: Date.now(), write: undefined },
  deriveBookmarkKey(TEST_SECRET, TEST_KEY_ID),
)
/** A read finds Mumbai the nearest, by the map and by what is learned. */
const WORLD = {
  bom: { latitude: 19.09, longitude: 72.87 },
  fra: { latitude: 50.03, longitude: 8.57 },
  iad: { latitude: 38.95, longitude: -77.45 },
}
/** A write through Mumbai is no detour. */
const NEAR = {
  ...WORLD,
  fra: { latitude: 19.09, longitude: 77.87 },
  iad: { latitude: 19.09, longitude: 77.87 },
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

let iad: Origin
let bom: Origin
let fra: Origin
let links: readonly Link[]
let gateway: TestGateway

beforeAll(async () => {
  ;[iad, bom, fra] = await Promise.all([openOrigin('iad'), openOrigin('bom'), openOrigin('fra')])
  links = await Promise.all([
    openLink({ rttMs: 120, targetPort: iad.port, name: 'iad' }),
    openLink({ rttMs: 60, targetPort: fra.port, name: 'fra' }),
  ])
}, 60_000)

afterAll(async () => {
  await Promise.all(links.map((link) => link.close()))
  await Promise.all([iad.close(), bom.close(), fra.close()])
})

/** What fails and what the regions said teaches a gateway: each test has one that knows nothing yet. */
function beforeEachOpen(map: typeof WORLD | typeof NEAR): void {
  beforeEach(async () => {
    const [toIad, toFra] = links
    const ports = { bom: bom.port, fra: toFra?.port, iad: toIad?.port }
    const regions = (['bom', 'fra', 'iad'] as const).map((id) => ({
      id,
      origin: `http://127.0.0.1:${ports[id]}`,
      ...map[id],
    }))
    gateway = await openGateway([], { ...SETTINGS, regions })
  }, 30_000)
}

afterEach(async () => {
  await gateway.close()
  for (const origin of [iad, bom, fra]) {
    origin.failing = false
    origin.standing = undefined
    origin.requests.length = 0
    origin.headers.length = 0
  }
})

function send(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(gateway.url + path, { redirect: 'manual', ...init, headers: { ...MUMBAI, ...init.headers } })
}

const post = (path: string, headers: Record<string, string> = {}) =>
  send(path, { method: 'POST', body: '{}', headers })

function stand(role: Standing['role'], timeline: number, ageMs = 0): Standing {
  return { role, position: { timeline, lsn: 100n }, ageMs }
}

type Arrived = { readonly id: string; readonly [header: string]: unknown }

/** The headers of every request for this path, in any region. */
function arrived(path: string): readonly Arrived[] {
  return [bom, fra, iad].flatMap(({ id, requests, headers }) =>
    headers.flatMap((of, index) => (requests[index]?.endsWith(path) ? [{ id, ...of }] : [])),
  )
}

const regionOf = ({ headers }: Response) => headers.get('nearside-region')
const edgeOf = ({ headers }: Response) =>
  parseServerTiming(headers.get('server-timing')).find(({ name }) => name === 'edge')?.desc
const typeOf = async (response: Response) =>
  ((await response.json()) as { type: string }).type.split(':').at(-1)

describe('bookmarks', () => {
  beforeEachOpen(WORLD)

  it("G50 the browser's cookie reaches the region as a signed header, and other cookies as they were", async () => {
    const cookie = `a=1; nearside-bookmark=${BOOKMARK}; b=2`
    expect((await send('/api/verified/x', { headers: { cookie } })).status).toBe(200)
    const [of] = arrived('/api/verified/x')
    expect([of?.['nearside-bookmark'], of?.cookie]).toEqual([BOOKMARK, 'a=1; b=2'])
  })

  it('G51 a bookmark goes to its client alone: in a cookie for a browser, in the header for a program, in no shared cache', async () => {
    const path = `/api/with?nearside-bookmark=${BOOKMARK}&set-cookie=a%3D1`
    const browser = await send(path)
    expect(browser.headers.get('cache-control')).toBe('private, no-cache')
    expect(browser.headers.getSetCookie()).toEqual([
      'a=1',
      `nearside-bookmark=${BOOKMARK}; Path=/; Max-Age=86400; HttpOnly; Secure; SameSite=Lax`,
    ])
    const program = await send(path, { headers: { 'nearside-bookmark': BOOKMARK } })
    expect([program.headers.get('nearside-bookmark'), program.headers.getSetCookie()]).toEqual([
      BOOKMARK,
      ['a=1'],
    ])
    const everybody = await send(`${path}&cache-control=public`)
    expect([everybody.headers.has('nearside-bookmark'), everybody.headers.getSetCookie()]).toEqual([
      false,
      ['a=1'],
    ])
    // Nor does Cloudflare keep an answer on its way from the region.
    expect(arrived(path)[0]?.['cache-control']).toBe('no-cache')
  })

  it('G52 a region that is known to lack a bookmark is passed by, and one without a bookmark is not', async () => {
    bom.standing = stand('replica', 1, 60_000)
    iad.standing = stand('primary', 1)
    const read = (bookmark?: string) =>
      send('/api/x', { headers: bookmark ? { 'nearside-bookmark': bookmark } : {} })
    expect(regionOf(await read())).toBe('bom')
    const steered = await read(BOOKMARK)
    expect([regionOf(steered), edgeOf(steered)]).toEqual(['fra', 'fresher'])
    // What nobody signed steers nothing.
    const forged = BOOKMARK.replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA'))
    expect(regionOf(await read(forged))).toBe('bom')
    expect(regionOf(await read())).toBe('bom')
  })

  it('G53 what a region says of its data stays at the edge, also behind an upgrade', async () => {
    bom.standing = stand('replica', 1)
    expect((await send('/api/x')).headers.has('nearside-position')).toBe(false)
    const handshake = httpRequest({
      port: gateway.port,
      path: '/api/socket',
      headers: {
        ...MUMBAI,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    }).end()
    const upgraded = await new Promise<IncomingMessage>((resolve, reject) => {
      handshake.on('error', reject).on('response', resolve)
      handshake.on('upgrade', (response, socket) => {
        socket.destroy()
        resolve(response)
      })
    })
    expect([upgraded.statusCode, upgraded.headers['nearside-region']]).toEqual([101, undefined])
    expect(upgraded.headers).not.toHaveProperty('nearside-position')
  })
})

describe('writes', () => {
  beforeEachOpen(NEAR)

  it('G54 every write carries a key, which is signed; a read has none but its own', async () => {
    expect((await post('/api/verified/made')).status).toBe(200)
    expect(arrived('/api/verified/made')[0]?.['idempotency-key']).toMatch(UUID)
    expect((await post('/api/verified/empty', { 'idempotency-key': '' })).status).toBe(200)
    expect(arrived('/api/verified/empty')[0]?.['idempotency-key']).toMatch(UUID)
    await post('/api/verified/given', { 'idempotency-key': 'mine' })
    expect(arrived('/api/verified/given')[0]?.['idempotency-key']).toBe('mine')
    await send('/api/verified/read')
    expect(arrived('/api/verified/read')[0]).not.toHaveProperty('idempotency-key')
  })

  it('G55 a write that one region refuses is taken by the next, with the same key', async () => {
    bom.failing = true
    const response = await post('/api/failing/503')
    expect([response.status, regionOf(response)]).toEqual([200, 'iad'])
    const tries = arrived('/api/failing/503')
    expect(tries).toHaveLength(2)
    expect(new Set(tries.map((of) => of['idempotency-key'])).size).toBe(1)
  })

  it('G56 an answer that is one is passed on, and the write is not sent again', async () => {
    for (const status of [409, 422, 500]) {
      expect((await post(`/api/status/${status}`)).status).toBe(status)
      expect(arrived(`/api/status/${status}`)).toHaveLength(1)
    }
  })

  it('G57 a write that no region confirms is told with the key to send it again', async () => {
    const unknown = await post('/api/break')
    expect([unknown.status, await typeOf(unknown)]).toEqual([504, 'write-not-confirmed'])
    const keys = arrived('/api/break').map((of) => of['idempotency-key'])
    expect(keys).toHaveLength(3)
    expect(new Set([...keys, unknown.headers.get('idempotency-key')]).size).toBe(1)
    const refused = await post('/api/status/503', { 'idempotency-key': 'mine' })
    expect([refused.status, refused.headers.get('idempotency-key')]).toEqual([503, 'mine'])
  })

  it('G58 a write that may have happened in one region is not called refused for what the next one says', async () => {
    for (const origin of [bom, iad, fra]) origin.failing = true
    const response = await post('/api/failing/x?breaks=bom')
    expect([response.status, await typeOf(response)]).toEqual([504, 'write-not-confirmed'])
  })

  it('G67 a write that may have happened in one region is not called refused for what the next one refuses', async () => {
    bom.failing = true
    const response = await post('/api/status/409?breaks=bom')
    expect([response.status, await typeOf(response)]).toEqual([504, 'write-not-confirmed'])
    expect((await post('/api/status/409')).status).toBe(409)
    // Bad input is bad in every try.
    expect((await post('/api/status/422?breaks=bom')).status).toBe(422)
  })

  it('G68 an upload that the client breaks off is no whole one in the region, whatever its framing', async () => {
    for (const framing of [
      'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n',
      'content-length: 300000\r\n\r\nhello',
    ]) {
      const before = bom.brokenUploads()
      const uploads = () => arrived('/api/upload').length
      const earlier = uploads()
      const socket = createConnection(gateway.port, '127.0.0.1')
      socket.write(`POST /api/upload HTTP/1.1\r\nhost: x\r\nnearside-vantage: bom\r\n${framing}`)
      await expect.poll(uploads).toBe(earlier + 1)
      socket.destroy()
      await expect.poll(() => bom.brokenUploads(), { timeout: 10_000 }).toBe(before + 1)
    }
  })

  it('G59 regions that can not reach the primary keep their reads', async () => {
    bom.failing = true
    for (let write = 0; write < 4; write++) await post('/api/failing/503')
    // As soon as the distances are known.
    await expect.poll(async () => regionOf(await send('/api/x'))).toBe('bom')
    expect(arrived('/api/failing/503').filter(({ id }) => id === 'bom')).toHaveLength(3)
  })

  it('G60 what an old primary has written is not passed on: the write goes on, with its key', async () => {
    iad.standing = stand('primary', 2)
    bom.standing = stand('replica', 2)
    const path = `/api/with?nearside-bookmark=${BOOKMARK}`
    const response = await post(path)
    expect([response.status, regionOf(response), edgeOf(response)]).toEqual([200, 'iad', '1 failed try'])
    const tries = arrived(path)
    expect(tries.map(({ id }) => id)).toEqual(['bom', 'iad'])
    expect(tries[0]?.['idempotency-key']).toBe(tries[1]?.['idempotency-key'])
  })
})

describe('replays', () => {
  beforeEachOpen(WORLD)

  it("G61 a read that a replica can not serve goes to the primary's region as a read, and the receipt says why", async () => {
    iad.standing = stand('primary', 1)
    for (const reason of ['behind', 'replica-error']) {
      const response = await send(`/api/asks/${reason}`)
      expect([response.status, regionOf(response), edgeOf(response)]).toEqual([
        200,
        'iad',
        `replay: ${reason}`,
      ])
      const asked = arrived(`/api/asks/${reason}`)
      expect(asked.map((of) => of['nearside-intent'])).toEqual(['read', 'read'])
      expect(asked[0]).not.toHaveProperty('idempotency-key')
    }
  })

  it('G62 a read that turns out to write gets a key', async () => {
    iad.standing = stand('primary', 1)
    expect(regionOf(await send('/api/asks/mis-tagged'))).toBe('iad')
    const [before, after] = arrived('/api/asks/mis-tagged')
    expect([before?.['nearside-intent'], before?.['idempotency-key']]).toEqual(['read', undefined])
    expect([after?.['nearside-intent'], after?.['idempotency-key']]).toEqual([
      'write',
      expect.stringMatching(UUID),
    ])
  })

  it('G63 a replay finds the primary where a failover has put it, whatever the config says', async () => {
    fra.standing = stand('primary', 2)
    iad.standing = stand('replica', 2)
    const first = await post('/api/asks/interactive')
    expect([first.status, regionOf(first)]).toEqual([200, 'fra'])
    await post('/api/asks/interactive')
    const toIad = () => arrived('/api/asks/interactive').filter(({ id }) => id === 'iad').length
    const before = toIad()
    expect(regionOf(await post('/api/asks/interactive'))).toBe('fra')
    expect(toIad()).toBe(before)
  })

  it("G64 a replay whose primary's region fails goes on to another one", async () => {
    fra.standing = stand('primary', 1)
    iad.failing = true
    const response = await post('/api/asks/interactive?breaks=iad')
    expect([response.status, regionOf(response)]).toEqual([200, 'fra'])
  })

  it('G65 a read that no region can serve is a 503 with Retry-After in bounded time, each region asked once', async () => {
    const response = await send('/api/asks/behind')
    expect([response.status, response.headers.get('retry-after'), await typeOf(response)]).toEqual([
      503,
      '5',
      'no-region',
    ])
    expect(
      arrived('/api/asks/behind')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['bom', 'fra', 'iad'])
  })

  it('G66 a read does not leave the regions of its rule for fresher data, and may try again later', async () => {
    const response = await send('/api/asks/kept/behind')
    expect([response.status, response.headers.get('retry-after'), await typeOf(response)]).toEqual([
      503,
      '5',
      'out-of-reach',
    ])
    expect(arrived('/api/asks/kept/behind').map(({ id }) => id)).toEqual(['bom'])
  })

  it('G69 a read that prefers newer data than there is gets what there is', async () => {
    const response = await send('/api/asks/stale', { headers: { prefer: 'max-staleness=0' } })
    expect([response.status, regionOf(response)]).toEqual([200, 'bom'])
    expect(arrived('/api/asks/stale').map(({ id }) => id)).toEqual(['bom', 'bom', 'fra', 'iad'])
  })
})

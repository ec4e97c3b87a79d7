import { createHash } from 'node:crypto'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Link, openLink } from '../../planet/link.ts'
import { parseServerTiming } from '../../protocol/server-timing.ts'
import { openGateway, type TestGateway } from '../support/gateway.ts'
import { type Origin, openOrigin } from '../support/origin.ts'

const MUMBAI = { 'nearside-vantage': 'bom' }
const TWENTY_MB = 20 * 1024 * 1024

const SETTINGS = {
  routes: [
    { path: '/api/near/*', only: ['bom'] },
    { path: '/api/home/*', via: 'home' },
    { path: '/api/once/*', retries: false },
  ],
  timeouts: { perTryMs: 1000, totalMs: 3000 },
}

let iad: Origin
let bom: Origin
let far: Link
let gateway: TestGateway

beforeAll(async () => {
  iad = await openOrigin('iad')
  bom = await openOrigin('bom')
  // Far enough that Mumbai's nearest region is Mumbai's, whatever the machine does.
  far = await openLink({ rttMs: 100, targetPort: iad.port, name: 'far' })
  gateway = await openGateway(regions(), SETTINGS)
}, 60_000)

afterAll(async () => {
  await gateway?.close()
  await far?.close()
  await Promise.all([iad?.close(), bom?.close()])
})

beforeEach(() => {
  for (const { requests, headers } of [iad, bom]) {
    requests.length = 0
    headers.length = 0
  }
})

function regions() {
  return [bom, { id: 'iad', port: far.port }]
}

function send(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(gateway.url + path, { redirect: 'manual', ...init, headers: { ...MUMBAI, ...init.headers } })
}

/** Node's own client, for what `fetch` hides: raw headers, streams, aborts. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const request: ClientRequest = httpRequest({
    port: gateway.port,
    path,
    method,
    headers: { ...MUMBAI, ...headers },
  })
  const response = new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  )
  return { request, response }
}

describe('the gateway is transparent', () => {
  it('G1 two Set-Cookie headers stay two', async () => {
    expect((await send('/api/cookies')).headers.getSetCookie()).toEqual([
      'a=1; Path=/',
      'b=2; Path=/; HttpOnly',
    ])
  })

  it('G2 a redirect is passed on, not followed', async () => {
    const response = await send('/api/redirect')
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://elsewhere.example/'])
  })

  it('G3 validators, ranges and empty answers keep their meaning', async () => {
    expect((await send('/api/etag', { headers: { 'if-none-match': '"v1"' } })).status).toBe(304)
    const range = await send('/api/range', { headers: { range: 'bytes=0-1' } })
    expect([range.status, range.headers.get('content-range'), await range.text()]).toEqual([
      206,
      'bytes 0-1/4',
      'bo',
    ])
    expect((await send('/api/status/204')).status).toBe(204)
    expect((await send('/api/status/418')).status).toBe(418)
    const head = await send('/api/etag', { method: 'HEAD' })
    expect([head.headers.get('etag'), await head.text()]).toEqual(['"v1"', ''])
  })

  it('G4 path and query arrive as they were sent', async () => {
    const target = '/api/a%20b/%2F;x=1/%E2%82%AC?q=a+b&q=%20&empty=&=&%00'
    const { request, response } = raw(target)
    request.end()
    expect((await body(await response)).url).toBe(target)
  })

  it('G5 a 20 MB upload arrives whole, with its length', async () => {
    const bytes = Buffer.alloc(TWENTY_MB, 'upload')
    const response = await send('/api/upload', { method: 'POST', body: bytes })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(await response.json()).toEqual({ bytes: TWENTY_MB, sha256, framing: 'length' })
  })

  it('G6 a 20 MB upload of unknown length streams, chunked', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'stream')
    const stream = Readable.toWeb(Readable.from(Array.from({ length: 20 }, () => chunk))) as ReadableStream
    const response = await send('/api/upload', { method: 'POST', body: stream, duplex: 'half' })
    expect(await response.json()).toMatchObject({ bytes: TWENTY_MB, framing: 'chunked' })
  })

  it('G7 a 20 MB download arrives whole, with its length', async () => {
    const response = await send(`/api/download?bytes=${TWENTY_MB}`)
    expect(response.headers.get('content-length')).toBe(String(TWENTY_MB))
    expect((await response.arrayBuffer()).byteLength).toBe(TWENTY_MB)
  })

  it('G11 a client that stops reading stops the region: nothing on the way keeps the rest', async () => {
    const bytes = 10 * TWENTY_MB
    const { request, response } = raw(`/api/download?bytes=${bytes}`)
    request.end()
    const stream = (await response).pause()
    const taken = () => bom.passed.downloadBytes
    let before = -1
    const hasStopped = () => {
      const isSame = before === taken()
      before = taken()
      return isSame
    }
    await expect.poll(hasStopped, { interval: 300, timeout: 20_000 }).toBe(true)
    // What the sockets on the way hold, far less than the whole.
    expect(taken()).toBeLessThan(bytes / 2)
    stream.destroy()
  })

  it('G8 server-sent events arrive one by one, while the stream stays open', async () => {
    const response = await send('/api/events')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (const event of ['one', 'two', 'three']) {
      iad.emit(event)
      bom.emit(event)
      expect((await reader?.read())?.value).toBe(`data: ${event}\n\n`)
    }
    await reader?.cancel()
  })

  it('G9 a WebSocket is passed through', async () => {
    const socket = new WebSocket(`ws://localhost:${gateway.port}/api/socket`, { headers: MUMBAI } as never)
    const echoed = await new Promise((resolve, reject) => {
      socket.onopen = () => socket.send('hello')
      socket.onmessage = ({ data }) => resolve(data)
      socket.onerror = () => reject(new Error('the socket failed'))
    })
    socket.close()
    expect(echoed).toBe('hello')
  })

  it('G10 a client that leaves closes the read in the region, long before any timeout', async () => {
    const closed = () => [...bom.ended, ...iad.ended].filter((it) => it === 'GET /api/hang closed').length
    const before = closed()
    const patient = await openGateway(regions(), { timeouts: { perTryMs: 60_000, totalMs: 60_000 } })
    try {
      const request = httpRequest({ port: patient.port, path: '/api/hang', headers: MUMBAI })
      request.on('error', () => {}).end()
      await expect.poll(() => [...bom.requests, ...iad.requests]).toContain('GET /api/hang')
      request.destroy()
      await expect.poll(closed, { timeout: 10_000 }).toBeGreaterThan(before)
    } finally {
      await patient.close()
    }
  }, 30_000)
})

describe('a client that leaves', () => {
  /** Leaves when the request has reached `origin`, which then takes its time. */
  async function leave(method: string, path: string, origin: Origin): Promise<void> {
    origin.delayMs = 500
    const patient = await openGateway(regions(), { timeouts: { perTryMs: 60_000, totalMs: 60_000 } })
    try {
      const request = httpRequest({ port: patient.port, path, method, headers: MUMBAI })
      request.on('error', () => {}).end()
      await expect.poll(() => origin.requests).toContain(`${method} ${path}`)
      request.destroy()
      await expect.poll(() => origin.ended.join()).toContain(`${method} ${path}`)
      expect(origin.ended).toContain(`${method} ${path} answered`)
    } finally {
      origin.delayMs = 0
      await patient.close()
    }
  }

  it('G33 tears no write down half-way', () => leave('POST', '/api/left', bom), 30_000)

  it('G34 does not tear a read down either that a region has sent on as a write', async () => {
    iad.standing = { role: 'primary', position: { timeline: 1, lsn: 1n }, ageMs: 0 }
    await leave('GET', '/api/asks/mis-tagged', iad)
    iad.standing = undefined
  }, 30_000)
})

describe('the gateway passes on what it can, and names what it can not', () => {
  it('G12 every printable character in path and query reaches the region with a signature that holds', async () => {
    const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter(
      (it) => !'#?%'.includes(it),
    )
    for (const character of printable) {
      const { request, response } = raw(`/api/verified/a${character}b?q=a${character}b`)
      request.end()
      const answer = await response
      // The runtime itself refuses some of those that no URL may hold.
      const isRefused = '"<>`'.includes(character) && answer.statusCode === 400
      expect([character, isRefused ? 200 : answer.statusCode]).toEqual([character, 200])
    }
  })

  it('G13 a GET with a body is refused at the edge, and no region is blamed', async () => {
    for (let request = 0; request < 4; request++) {
      const sent = raw('/api/near/x', { 'transfer-encoding': 'chunked' })
      sent.request.end('{}')
      expect((await sent.response).statusCode).toBe(400)
    }
    expect((await send('/api/near/x')).status).toBe(200)
    expect((await send('/api/x')).headers.get('nearside-region')).toBe('bom')
  })

  it('G14 what a region tells its gateway alone stays there, also behind an upgrade', async () => {
    for (const path of ['/readyz', '/livez']) {
      const { request, response } = raw(path, { connection: 'Upgrade', upgrade: 'websocket' })
      request.end()
      expect((await response).statusCode).toBe(404)
    }
  })

  it('G15 a body that never comes is answered 408 in bounded time', async () => {
    const { request, response } = raw('/api/x', { 'content-length': '30' }, 'POST')
    request.write('12345')
    expect((await response).statusCode).toBe(408)
    request.destroy()
  })
})

describe('the gateway routes', () => {
  it('G20 the region sees what the edge knows, and nothing that the client pretends', async () => {
    const response = await send('/api/echo', {
      headers: {
        'nearside-intent': 'write',
        'nearside-region': 'xyz',
        'x-forwarded-for': '203.0.113.1',
        'nearside-bookmark': 'mine',
      },
    })
    const { headers } = (await response.json()) as { headers: Record<string, string> }
    expect(headers).toMatchObject({ 'nearside-intent': 'read', 'nearside-bookmark': 'malformed' })
    expect(headers['nearside-region']).toBe(response.headers.get('nearside-region'))
    expect(headers['x-forwarded-for']).not.toContain('203.0.113.1')
    expect(headers).not.toHaveProperty('nearside-vantage')
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(headers.signature).toMatch(/^nearside=:/)
  })

  it("G21 the answer carries the receipt after the region's own, and the epoch of the config", async () => {
    const { headers } = await send('/api/echo')
    const metrics = parseServerTiming(headers.get('server-timing'))
    expect(metrics.map(({ name }) => name).slice(0, 5)).toEqual(['app', 'client', 'edge', 'net', 'floor'])
    expect(metrics.find(({ name }) => name === 'client')?.durMs).toBeGreaterThan(0)
    expect(headers.get('nearside-config-epoch')).toMatch(/^[0-9a-f]{8}$/)
  })

  it('G26 a body too large to be kept is not replayed, and the client is told', async () => {
    const response = await send('/api/replay-for-ever', { method: 'POST', body: Buffer.alloc(300_000) })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ type: 'urn:nearside:problem:replay-too-large' })
    expect(iad.requests).not.toContain('POST /api/replay-for-ever')
  })

  it('G30 a replay that the gateway does not understand is not passed on to the client', async () => {
    expect((await send('/api/near/odd-replay')).headers.has('nearside-replay')).toBe(false)
  })

  it('G31 uploads do not make a region look far away', async () => {
    for (let upload = 0; upload < 3; upload++) {
      await send('/api/near/upload', { method: 'POST', body: Buffer.alloc(TWENTY_MB) })
    }
    expect((await send('/api/x')).headers.get('nearside-region')).toBe('bom')
  })

  it('G28 a replay does not leave the regions that a rule allows', async () => {
    const response = await send('/api/near/replay', { method: 'POST', body: '{}' })
    expect([response.status, iad.requests.includes('POST /api/near/replay')]).toEqual([502, false])
  })

  it('G27 a rule sends a route home, or keeps it in its regions', async () => {
    expect((await send('/api/home/x')).headers.get('nearside-region')).toBe('iad')
    expect((await send('/api/near/x')).headers.get('nearside-region')).toBe('bom')
  })
})

describe('while regions fail', () => {
  // What fails opens circuits: each test has a gateway that knows nothing yet.
  let shared: TestGateway

  beforeEach(async () => {
    shared = gateway
    gateway = await openGateway(regions(), SETTINGS)
  }, 30_000)

  afterEach(async () => {
    await gateway.close()
    gateway = shared
  })

  it('G32 an answer that began before its request ended goes on for longer than any timeout', async () => {
    const hasty = await openGateway(regions(), { ...SETTINGS, timeouts: { perTryMs: 300, totalMs: 300 } })
    try {
      const headers = { ...MUMBAI, 'transfer-encoding': 'chunked' }
      const request = httpRequest({ port: hasty.port, path: '/api/near/early', method: 'POST', headers })
      const response = new Promise<IncomingMessage>((resolve) => request.on('response', resolve))
      request.on('error', () => {}).write('a part')
      const stream = await response
      let ticks = 0
      stream.on('data', (chunk: Buffer) => {
        ticks += chunk.toString().split('tick').length - 1
      })
      stream.on('error', () => {})
      request.end('and the rest')
      await expect.poll(() => ticks, { timeout: 10_000 }).toBeGreaterThan(20)
      request.destroy()
    } finally {
      await hasty.close()
    }
  }, 30_000)

  it('G22 a read whose region breaks off or says 503 is answered by the next region', async () => {
    bom.failing = true
    try {
      for (const way of ['503', 'break']) {
        const response = await send(`/api/failing/${way}`)
        expect([response.status, response.headers.get('nearside-region')]).toEqual([200, 'iad'])
      }
    } finally {
      bom.failing = false
    }
  })

  it('G23 a write whose region breaks off is sent again with its key, to the next region; by a rule, it is not', async () => {
    bom.failing = true
    try {
      const response = await send('/api/failing/break', { method: 'POST', body: '{}' })
      expect([response.status, response.headers.get('nearside-region')]).toEqual([200, 'iad'])
      const keys = [...keysOf(bom, '/api/failing/break'), ...keysOf(iad, '/api/failing/break')]
      expect(keys).toHaveLength(2)
      expect(keys[0]).toBe(keys[1])

      const once = await send('/api/once/break', { method: 'POST', body: '{}' })
      expect(once.status).toBe(504)
      expect(await once.json()).toMatchObject({ type: 'urn:nearside:problem:write-not-confirmed' })
      expect(
        [...bom.requests, ...iad.requests].filter((line) => line === 'POST /api/once/break'),
      ).toHaveLength(1)
    } finally {
      bom.failing = false
    }
  })

  it('G24 when every region fails the answer is a problem with Proxy-Status and Retry-After, in bounded time', async () => {
    const response = await send('/api/hang')
    expect(response.status).toBe(503)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('retry-after')).toBe('5')
    expect(response.headers.get('proxy-status')).toMatch(
      /next-hop="(bom|iad)"; error=http_response_timeout, nearside; next-hop="(bom|iad)"/,
    )
  })

  it("G25 a replay goes once to the primary's region, with the whole body, and leaves no trace of itself", async () => {
    const response = await send('/api/replay', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('nearside-region')).toBe('iad')
    expect(response.headers.has('nearside-replay')).toBe(false)
    expect(await response.json()).toMatchObject({
      id: 'iad',
      headers: { 'content-length': '7', 'nearside-region': 'iad' },
    })
    const nobody = await send('/api/replay-for-ever', { method: 'POST', body: '{}' })
    expect([nobody.status, nobody.headers.get('retry-after')]).toEqual([503, '5'])
  })

  it('G29 uploads that stall in the client say nothing about the region', async () => {
    for (let upload = 0; upload < 4; upload++) {
      const { request, response } = raw('/api/near/upload', { 'content-length': '1000000' }, 'POST')
      request.write('a part, and no more')
      expect((await response).statusCode).toBe(408)
      request.destroy()
    }
    expect((await send('/api/near/x')).headers.get('nearside-region')).toBe('bom')
  })
})

describe('static files', () => {
  it('G40 a page comes from the edge, a hashed file may be kept for ever, and no region is asked', async () => {
    const page = await send('/')
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.headers.get('cache-control')).not.toMatch(/immutable/)
    const script = /\/assets\/[\w.-]+\.js/.exec(await page.text())?.[0] ?? ''
    expect((await send(script)).headers.get('cache-control')).toMatch(/max-age=31536000.*immutable/)
    expect([...iad.requests, ...bom.requests].filter((line) => !line.endsWith('/readyz'))).toEqual([])
  })

  it('G41 a missing file is a 404: a page for a browser, a problem for a program, never kept', async () => {
    const page = await send('/nope', { headers: { accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      404,
      'text/html; charset=utf-8',
      'no-store',
    ])
    const problem = await send('/assets/nope.js')
    expect([problem.status, problem.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    const head = await send('/nope', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([404, ''])
  })

  it('G42 a POST to an unknown path reaches the app', async () => {
    const response = await send('/nope', { method: 'POST', body: '{}' })
    expect(response.status).toBe(200)
    expect([...iad.requests, ...bom.requests]).toContain('POST /nope')
  })
})

function keysOf({ requests, headers }: Origin, path: string) {
  return headers.flatMap((of, index) => (requests[index]?.endsWith(path) ? [of['idempotency-key']] : []))
}

async function body(response: IncomingMessage): Promise<{ url: string }> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}

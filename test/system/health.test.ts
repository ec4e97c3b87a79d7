import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Link, openLink } from '../../planet/link.ts'
import { REGION, SERVER_TIMING } from '../../protocol/headers.ts'
import { openGateway, type TestGateway } from '../support/gateway.ts'
import { type Origin, openOrigin } from '../support/origin.ts'
import { from, heal, injectFault } from '../support/planet.ts'

const MUMBAI = { 'nearside-vantage': 'bom' }
const LONG = 60_000

let iad: Origin
let bom: Origin
let far: Link
let gateway: TestGateway

const regions = () => [bom, { id: 'iad', port: far.port }]

const send = (path: string, init: RequestInit = {}) =>
  fetch(gateway.url + path, { ...init, headers: { ...MUMBAI, ...init.headers } })

async function regionOf(path: string): Promise<string | null> {
  const response = await send(path)
  await response.body?.cancel()
  return response.headers.get(REGION)
}

/** Asks one read after the other until this region answers. */
async function askUntil(id: string, timeout: number, ask = () => regionOf('/api/echo')): Promise<void> {
  await vi.waitFor(async () => expect(await ask()).toBe(id), { timeout, interval: 50 })
}

/** The receipt names what the other region would have cost only when both distances are measured. */
async function bothLearned(): Promise<void> {
  const timing = async () => (await send('/api/echo')).headers.get(SERVER_TIMING)
  await vi.waitFor(async () => expect(await timing()).toContain('alt;desc="iad"'), 10_000)
}

const asked = ({ requests }: Origin, path: string) => requests.filter((line) => line.endsWith(path)).length

beforeAll(async () => {
  iad = await openOrigin('iad')
  bom = await openOrigin('bom')
  far = await openLink({ rttMs: 100, targetPort: iad.port, name: 'far' })
}, 60_000)

afterAll(async () => {
  await far?.close()
  await Promise.all([iad?.close(), bom?.close()])
})

beforeEach(() => {
  for (const origin of [iad, bom]) {
    origin.requests.length = 0
    origin.delayMs = 0
    origin.failing = false
  }
})

describe('a region that is slow and not dead', () => {
  beforeAll(async () => {
    gateway = await openGateway(regions())
    await bothLearned()
  })
  afterAll(() => gateway.close())

  it('G130 a single blip on the way moves nothing', async () => {
    bom.tellsDelay = false
    bom.delayMs = 1000
    expect(await regionOf('/api/echo')).toBe('bom')
    bom.delayMs = 0
    const regions: (string | null)[] = []
    for (let read = 0; read < 30; read++) regions.push(await regionOf('/api/echo'))
    expect(new Set(regions)).toEqual(new Set(['bom']))
  })

  it('G132 a 429 is passed on as it is, and no other region is asked', async () => {
    const response = await send('/api/status/429')
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      429,
      '7',
      'bom',
    ])
    expect(asked(iad, '/api/status/429')).toBe(0)
    expect(await regionOf('/api/echo')).toBe('bom')
  })

  it('G140 a region whose work becomes slow loses its reads within 10 s, and has them back within 60 s', async () => {
    bom.tellsDelay = true
    // What is usual is told from ten reads of a kind.
    for (let read = 0; read < 10; read++) expect(await regionOf('/api/echo')).toBe('bom')
    bom.delayMs = 200
    await askUntil('iad', 10_000)
    expect([await regionOf('/api/echo'), await regionOf('/api/echo')]).toEqual(['iad', 'iad'])
    bom.delayMs = 0
    await askUntil('bom', 60_000)
  }, 90_000)

  it('G141 a region that answers 429 again and again loses reads, and its circuit stays closed', async () => {
    await askUntil('iad', 10_000, () => regionOf('/api/status/429'))
    const response = await send('/api/echo')
    await response.body?.cancel()
    expect(response.headers.get(REGION)).toBe('iad')
    // Of a region that is unwell the receipt would claim nothing.
    expect(response.headers.get(SERVER_TIMING)).toContain('alt;desc="bom"')
  })
})

describe('a read that is not answered in time is sent to the next region, too', () => {
  beforeAll(async () => {
    const timeouts = { perTryMs: LONG, totalMs: LONG }
    const routes = [
      { path: '/api/writes', intent: 'write' },
      { path: '/api/reads', intent: 'read' },
    ]
    gateway = await openGateway(regions(), { routes, timeouts, hedge: { after: 150, budget: 0.2 } })
    await bothLearned()
  })
  afterAll(() => gateway.close())

  /** Five reads earn one hedge. */
  async function earnHedges(count: number): Promise<void> {
    for (let read = 0; read < 5 * count; read++) expect(await regionOf('/api/echo')).toBe('bom')
  }

  function late(delayMs: number): void {
    bom.tellsDelay = true
    bom.delayMs = delayMs
  }

  it('G133 the quicker one answers, the other one sees its connection close', async () => {
    // What the first reads took of the budget is the machine's affair.
    await earnHedges(1)
    const before = bom.closedEarly()
    late(LONG)
    const response = await send('/api/events')
    expect(response.headers.get(REGION)).toBe('iad')
    expect(response.headers.get(SERVER_TIMING)).toMatch(/edge;desc="hedged"/)
    // While its own answer is still under way: not because the whole request has ended.
    await expect.poll(() => bom.closedEarly(), { timeout: 10_000 }).toBe(before + 1)
    await response.body?.cancel()
    bom.delayMs = 0
    expect(await regionOf('/api/echo')).toBe('bom')
  })

  it('G134 where the first region is the quicker one after all, the second one sees its connection close', async () => {
    await earnHedges(1)
    const before = iad.closedEarly()
    late(600)
    iad.delayMs = LONG
    expect(await regionOf('/api/late-b')).toBe('bom')
    expect(asked(iad, '/api/late-b')).toBe(1)
    await expect.poll(() => iad.closedEarly(), { timeout: 10_000 }).toBe(before + 1)
  })

  it.each([
    ['a GET that writes', '/api/writes', { method: 'GET' }],
    ['a POST that reads', '/api/reads', { method: 'POST', body: 'once' }],
  ])('G135 neither a write is sent twice at once, nor what has a body: %s', async (_, path, init) => {
    await earnHedges(1)
    late(600)
    const response = await send(path, init)
    expect([response.headers.get(REGION), asked(iad, path)]).toEqual(['bom', 0])
  })

  it('G136 a second region that fails does not spoil the first one', async () => {
    await earnHedges(1)
    late(600)
    iad.failing = true
    expect(await regionOf('/api/late-d?breaks=iad')).toBe('bom')
    expect(asked(iad, '/api/late-d?breaks=iad')).toBe(1)
  })

  it('G137 where both fail the client is told of both, and each was asked once', async () => {
    await earnHedges(1)
    late(600)
    bom.failing = true
    iad.failing = true
    const response = await send('/api/failing/break')
    expect(response.status).toBe(503)
    expect(response.headers.get('proxy-status')).toMatch(/next-hop="bom".*next-hop="iad"/)
    expect([asked(bom, '/api/failing/break'), asked(iad, '/api/failing/break')]).toEqual([1, 1])
  })

  it('G138 hedges keep to their share of the reads', async () => {
    late(600)
    const isHedged = async (path: string) => (await regionOf(path)) === 'iad'
    // First what earlier reads have earned.
    for (let read = 0; await isHedged(`/api/late-${read}`); read++) expect(read).toBeLessThan(20)
    let hedged = 0
    for (let read = 0; read < 10; read++) if (await isHedged(`/api/late-again-${read}`)) hedged++
    expect(hedged).toBeGreaterThanOrEqual(1)
    expect(hedged).toBeLessThanOrEqual(2)
  })
})

describe('on the planet', () => {
  afterEach(heal)

  it('G139 Mumbai reads elsewhere within 10 s of its way to its region becoming slow, and is back within 60 s', async () => {
    const ask = async () => (await from('bom', '/api/products?limit=1')).region
    await askUntil('bom', 60_000, ask)
    await injectFault({ fault: 'slow', region: 'bom', link: 'edge', ms: 600 })
    await expect.poll(ask, { timeout: 10_000, interval: 50 }).not.toBe('bom')
    await heal()
    await askUntil('bom', 60_000, ask)
  }, 150_000)
})

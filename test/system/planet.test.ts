import { afterEach, describe, expect, it } from 'vitest'
import { from, heal, injectFault } from '../support/planet.ts'

const REGIONS = ['iad', 'bom', 'fra']
const ANYWHERE = ['lhr', 'sin', 'syd', 'gru', 'nrt', 'jnb']
const RECOVERY = { timeout: 40_000, interval: 250 }

async function productId(): Promise<string> {
  const { body } = await from('bom', '/api/products?limit=1')
  return (body as { items: { id: string }[] }).items[0]?.id ?? ''
}

async function newOrder(city: string): Promise<{ id: string; version: number }> {
  const { body, status } = await from(city, '/api/orders', {
    method: 'POST',
    json: { productId: await productId(), quantity: 1 },
  })
  expect(status).toBe(201)
  return body as { id: string; version: number }
}

describe('one URL', () => {
  it.each(REGIONS)(
    'Y1 a read from %s is answered by its own region, from its own data, with a receipt',
    async (city) => {
      const { status, region, data, receipt } = await from(city, `/api/products/${await productId()}`)
      expect({ status, region, data }).toEqual({
        status: 200,
        region: city,
        data: city === 'iad' ? 'primary' : 'local',
      })
      expect(receipt.net?.desc).toBe(city)
      expect(receipt.db?.desc).toBe(city === 'iad' ? 'primary' : 'replica')
      expect(Object.keys(receipt)).toEqual(
        expect.arrayContaining(['client', 'edge', 'net', 'app', 'db', 'floor']),
      )
      expect(receipt).not.toHaveProperty('wan')
    },
  )

  it.each(ANYWHERE)('Y2 a user in %s is served, too', async (city) => {
    const { status, region } = await from(city, '/api/products?limit=1')
    expect(status).toBe(200)
    expect(REGIONS).toContain(region)
  })

  it.each(['bom', 'fra'])(
    'Y3 a write from %s goes to the primary in one round trip, whatever it carries',
    async (city) => {
      const { id } = await newOrder(city)
      const created = await from(city, '/api/orders', {
        method: 'POST',
        json: { productId: await productId(), quantity: 1 },
      })
      const patched = await from(city, `/api/orders/${id}`, {
        method: 'PATCH',
        json: { note: 'by the door' },
      })
      for (const { region, data, receipt } of [created, patched]) {
        expect({ region, data, wan: receipt.wan?.desc }).toEqual({
          region: city,
          data: 'primary',
          wan: '1 rtt',
        })
      }
      expect(patched.body).toMatchObject({ id, note: 'by the door', version: 2 })
    },
  )

  it("Y4 an interactive transaction is replayed in the primary's region, and the client sees one answer", async () => {
    const { id } = await newOrder('bom')
    const { status, region, data, receipt, headers, body } = await from('bom', `/api/orders/${id}/cancel`, {
      method: 'POST',
    })
    expect({ status, region, data }).toEqual({ status: 200, region: 'iad', data: 'primary' })
    expect(receipt.edge?.desc).toBe('replay: interactive')
    expect(receipt).not.toHaveProperty('wan')
    expect(headers.has('nearside-replay')).toBe(false)
    expect(body).toMatchObject({ id, status: 'cancelled', version: 2 })
  })

  it('Y5 what was written in one region is read in every region', async () => {
    const { id } = await newOrder('fra')
    for (const city of REGIONS) {
      await expect.poll(async () => (await from(city, `/api/orders/${id}`)).status, RECOVERY).toBe(200)
    }
  })
})

describe('while a region fails', () => {
  afterEach(async () => {
    await heal()
    await expect.poll(async () => (await from('bom', '/api/products?limit=1')).region, RECOVERY).toBe('bom')
  }, 60_000)

  it('Y10 its app is killed under a steady load: no read fails, the next-best region answers, and it comes back by itself', async () => {
    const id = await productId()
    const load = steadyReads('bom', `/api/products/${id}`)
    await expect.poll(() => load.servedBy('bom'), RECOVERY).toBeGreaterThan(20)
    await injectFault({ fault: 'crash-app', region: 'bom' })
    await expect.poll(() => load.servedBy('fra') + load.servedBy('iad'), RECOVERY).toBeGreaterThan(40)
    await heal()
    const before = load.servedBy('bom')
    await expect.poll(() => load.servedBy('bom'), RECOVERY).toBeGreaterThan(before + 20)
    expect(await load.stop()).toEqual([])
  }, 120_000)

  it.each([
    ['its database is killed', { fault: 'crash-db', region: 'bom' }],
    ['its links are cut', { fault: 'cut', region: 'bom' }],
    ['its links swallow everything', { fault: 'blackhole', region: 'bom' }],
  ])(
    'Y11 %s: reads go on elsewhere',
    async (_, fault) => {
      await injectFault(fault)
      for (let read = 0; read < 5; read++) {
        const { status, region } = await from('bom', '/api/products?limit=1')
        expect({ status, isElsewhere: region !== 'bom' }).toEqual({ status: 200, isElsewhere: true })
      }
    },
    60_000,
  )

  it('Y12 the way to the primary is cut: reads stay local, and a write takes another way', async () => {
    await injectFault({ fault: 'cut', region: 'bom', link: 'primary' })
    expect(await from('bom', '/api/products?limit=1')).toMatchObject({ status: 200, region: 'bom' })
    const { status, region } = await from('bom', '/api/orders', {
      method: 'POST',
      json: { productId: await productId(), quantity: 1 },
    })
    expect([status, region]).toEqual([201, 'iad'])
  }, 60_000)

  it('Y13 a replica whose replay is paused still answers, from what it has', async () => {
    await injectFault({ fault: 'pause-replay', region: 'bom' })
    const { id } = await newOrder('iad')
    await expect.poll(async () => (await from('fra', `/api/orders/${id}`)).status, RECOVERY).toBe(200)
    expect(await from('bom', `/api/orders/${id}`)).toMatchObject({ status: 404, region: 'bom' })
    await heal()
    await expect.poll(async () => (await from('bom', `/api/orders/${id}`)).status, RECOVERY).toBe(200)
  }, 60_000)

  it("Y14 slow links are slow by what was asked, and the answer's receipt shows it", async () => {
    await injectFault({ fault: 'slow', region: 'bom', from: 'bom', ms: 80 })
    const { receipt, region } = await from('bom', '/api/products?limit=1')
    expect(region).toBe('bom')
    expect(receipt.net?.durMs).toBeGreaterThanOrEqual(80)
  }, 60_000)
})

/** Reads in four loops until it is stopped; every answer but a 200 is a failure. */
function steadyReads(city: string, path: string) {
  const served = new Map<string, number>()
  const failures: unknown[] = []
  let isStopped = false
  const loops = Array.from({ length: 4 }, async () => {
    while (!isStopped) {
      const { status, region, body } = await from(city, path).catch((error) => ({
        status: 0,
        region: null,
        body: String(error),
      }))
      if (status === 200) served.set(region ?? '', (served.get(region ?? '') ?? 0) + 1)
      else failures.push({ status, region, body })
    }
  })
  return {
    servedBy: (region: string) => served.get(region) ?? 0,
    async stop() {
      isStopped = true
      await Promise.all(loops)
      return failures
    },
  }
}

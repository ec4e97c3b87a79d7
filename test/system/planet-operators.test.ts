import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { openOverlayStore } from '../../planet/overlay-store.ts'
import type { IsolateView, World } from '../../protocol/operators/status.ts'
import { openGateway } from '../support/gateway.ts'
import { from, heal, injectFault, type Reply } from '../support/planet.ts'

const token = readFileSync(join(inject('planet').stateDir, 'operator-token'), 'utf8')
const headers = { authorization: `Bearer ${token}` }
const PATIENT = { timeout: 30_000, interval: 200 }
const READ = '/api/products?limit=1'

async function world(): Promise<World> {
  const { status, body } = await from('iad', '/_nearside/world', { headers })
  expect(status).toBe(200)
  return body as World
}

it('Y40 after traffic from two cities the world names both, each with its epoch and its receipts, and what they see', async () => {
  const answers = await Promise.all(['gru', 'nrt'].map((city) => from(city, READ)))
  const epochs = answers.map(({ headers: found }) => found.get('nearside-config-epoch'))
  await expect
    .poll(async () => (await world()).receipts.map(({ colo }) => colo), PATIENT)
    .toEqual(expect.arrayContaining(['GRU', 'NRT']))
  const { views, receipts } = await world()
  for (const [index, colo] of ['GRU', 'NRT'].entries()) {
    expect(views.find((view) => view.colo === colo)).toMatchObject({
      ...{ epoch: epochs[index], primary: 'iad' },
      regions: [{ id: 'iad' }, { id: 'bom' }, { id: 'fra' }],
    })
    const receipt = receipts.find((each) => each.colo === colo)
    expect(receipt).toMatchObject({ path: '/api/products', intent: 'read', status: 200 })
    expect(receipt?.region).toBe(answers[index]?.region)
  }
})

it('Y41 a city that is asked what it knows says so at once, and reports it', async () => {
  const { status, body } = await from('jnb', '/_nearside/status', { headers })
  expect(status).toBe(200)
  const { isolate } = body as IsolateView
  await expect.poll(async () => (await world()).views.map((view) => view.isolate), PATIENT).toContain(isolate)
})

describe('a fault of what operators need', () => {
  afterEach(heal)

  it('L134 slow-db makes the answers of a region late, though its network is as it was; healing ends it', async () => {
    const inMumbai = async () => {
      const reply = await from('bom', READ)
      return reply.region === 'bom' ? { db: ms(reply, 'db'), net: ms(reply, 'net') } : undefined
    }
    const below = (most: number) => expect.toSatisfy((found: number) => found < most)
    const above = (least: number) => expect.toSatisfy((found: number) => found > least)
    await expect.poll(inMumbai, PATIENT).toEqual({ db: below(100), net: below(100) })
    await injectFault({ fault: 'slow-db', region: 'bom', ms: 400 })
    await expect.poll(inMumbai, PATIENT).toEqual({ db: above(200), net: below(100) })
    await heal()
    await expect.poll(inMumbai, PATIENT).toEqual({ db: below(100), net: below(100) })
  })

  it('L135 the faults of the store need no region, one at a time is told of in the status, and reads go on', async () => {
    for (const fault of [{ fault: 'kv-down' }, { fault: 'kv-slow', ms: 5000 }, { fault: 'kv-hang' }]) {
      await injectFault(fault)
      expect((await from('iad', '/_planet/status')).body).toMatchObject({ faults: [fault] })
      expect((await from('bom', READ)).status).toBe(200)
    }
    await heal()
    expect((await from('iad', '/_planet/status')).body).toMatchObject({ faults: [] })
  })
})

function ms({ receipt }: Reply, part: string): number {
  return receipt[part]?.durMs ?? Number.NaN
}

it('L136 what operators have changed is in force when the edges start again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nearside-edges-'))
  const store = openOverlayStore()
  const open = () =>
    openGateway(
      ['iad', 'bom'].map((id) => ({ id, port: 1 })),
      {},
      { operatorTokens: `ana:${token}`, overlayWorker: store.worker, dataDir },
    )
  const ask = async (url: string, path: string, init: RequestInit = {}) => {
    const asked = await fetch(`${url}/_nearside/${path}`, {
      ...init,
      headers: { ...headers, 'content-type': 'application/json', 'nearside-vantage': 'bom' },
    })
    return (await asked.json()) as Record<string, unknown>
  }
  try {
    const first = await open()
    const body = JSON.stringify({ action: 'weight', region: 'bom', weight: 0.5, why: 'try' })
    expect(await ask(first.url, 'changes', { method: 'POST', body })).toMatchObject({ changed: true })
    await first.close()
    const second = await open()
    try {
      expect(await ask(second.url, 'history')).toMatchObject([{ revision: 1, by: 'ana', why: 'try' }])
      await expect
        .poll(() => ask(second.url, 'status'), PATIENT)
        .toMatchObject({ overlay: { revision: 1, source: 'fresh' } })
    } finally {
      await second.close()
    }
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})

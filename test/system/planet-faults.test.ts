import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { CITIES } from '../../planet/cities.ts'
import { childrenOf, identify, isAlive } from '../../planet/process-table.ts'
import { askRegion } from '../../planet/region-request.ts'
import type { PlanetStatus, RegionStatus } from '../../planet/status.ts'
import { appUrl, from, gatewaySecret } from '../support/planet.ts'

const { url, stateDir } = inject('planet')

async function ask(
  method: string,
  path: string,
  body?: object,
): Promise<{ code: number; json: PlanetStatus }> {
  const init = body && { body: JSON.stringify(body) }
  const response = await fetch(url + path, { method, ...init })
  return { code: response.status, json: (await response.json()) as PlanetStatus }
}
const status = async () => (await ask('GET', '/_planet/status')).json
const fault = (body: object) => ask('POST', '/_planet/faults', body)
const heal = async () => (await ask('DELETE', '/_planet/faults')).json
const nearside = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['cli/main.ts', ...args, '--url', url])

function region({ regions }: PlanetStatus, id: string): RegionStatus {
  const found = regions.find((each) => each.id === id)
  if (!found) throw new Error(`no region ${id}`)
  return found
}

/** What the region says of its own database. */
async function readyz(id: string) {
  const secret = gatewaySecret()
  const origin = appUrl(id)
  const response = await askRegion({ origin, region: id, secret, path: '/readyz', timeoutMs: 2_000 })
  type Told = { role: string; timeline: number; replayLsn: string; lagBytes: number; lagMs: number }
  return (await response.json()) as Told
}

async function writeSomething(): Promise<void> {
  const { body } = await from('iad', '/api/products?limit=1')
  const [product] = (body as { items: { id: string }[] }).items
  const order = { productId: product?.id, quantity: 1 }
  expect((await from('iad', '/api/orders', { method: 'POST', json: order })).status).toBe(201)
}

afterEach(async () => void (await heal()))

describe('the status of a planet', () => {
  it('L20 says who it is, what runs where, and how far the replicas are', async () => {
    const found = await status()
    expect(found).toMatchObject({ url, stateDir, primary: 'iad', faults: [] })
    expect(identify(found.pid)).toBeDefined()
    expect(found.cities.map(({ id }) => id)).toEqual(CITIES.map(({ id }) => id))
    for (const { id, app, database } of found.regions) {
      expect(app).toMatchObject({ state: 'running', ready: true })
      expect(database).toMatchObject({
        state: 'running',
        role: id === 'iad' ? 'primary' : 'replica',
        timeline: 1,
      })
      expect(database.lsn).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/)
      if (id !== 'iad') expect(database).toMatchObject({ streaming: true, replayPaused: false })
    }
    expect(found.links.filter(({ kind }) => kind === 'edge')).toHaveLength(CITIES.length * 3)
    const ways = ['iad-bom', 'iad-fra', 'bom-iad', 'bom-fra', 'fra-iad', 'fra-bom']
    for (const kind of ['database', 'replication'])
      expect(found.links.filter((l) => l.kind === kind).map((l) => `${l.from}-${l.to}`)).toEqual(ways)
  })

  it('L20 is shown by `nearside planet status`, for people and as JSON', async () => {
    const [text, json] = await Promise.all([
      nearside('planet', 'status'),
      nearside('planet', 'status', '--json'),
    ])
    expect(text.stdout).toContain('No faults are in force.')
    expect(JSON.parse(json.stdout)).toMatchObject({ url, stateDir })
  })
})

describe('a fault', () => {
  it('L21 crash-app kills the app; twice is once; healing starts it again', async () => {
    const { pid = 0 } = region(await status(), 'bom').app
    const killed = identify(pid)
    await fault({ fault: 'crash-app', region: 'bom' })
    const { json } = await fault({ fault: 'crash-app', region: 'bom' })
    expect(region(json, 'bom').app).toMatchObject({ state: 'killed', ready: false })
    expect(json.faults).toEqual([{ fault: 'crash-app', region: 'bom' }])
    expect(killed && isAlive(killed)).toBe(false)
    const healed = await heal()
    expect(healed.faults).toEqual([])
    expect(region(healed, 'bom').app).toMatchObject({ state: 'running', ready: true })
    expect(healed.crashes).toEqual(json.crashes)
  })

  it.each(['iad', 'fra'])(
    'L21 crash-db kills all of Postgres in %s; healing brings it back with its data',
    async (id) => {
      const before = region(await status(), id).database
      const family = [before.pid ?? 0, ...childrenOf(before.pid ?? 0)].map(identify)
      const { json } = await fault({ fault: 'crash-db', region: id })
      expect(region(json, id).database.state).toBe('killed')
      expect(family.filter((each) => each && isAlive(each))).toEqual([])
      const { regions } = await heal()
      for (const { app, database } of regions) {
        expect(app.ready).toBe(true)
        expect(database.state).toBe('running')
        if (database.role === 'replica') expect(database.streaming).toBe(true)
      }
    },
  )

  it('L21 pause-replay stops a replica from applying what it receives, until healing', async () => {
    const { json } = await fault({ fault: 'pause-replay', region: 'bom' })
    expect(region(json, 'bom').database.replayPaused).toBe(true)
    expect(region(json, 'fra').database.replayPaused).toBe(false)
    expect(region(await heal(), 'bom').database.replayPaused).toBe(false)
  })

  it('L24 the status tells the lag that the region itself tells: none while it has all there is, else since it had', async () => {
    const patient = { timeout: 10_000 }
    const both = async () => {
      const [all, told] = await Promise.all([status(), readyz('bom')])
      return { database: region(all, 'bom').database, told }
    }
    await expect.poll(both, patient).toMatchObject({ database: { lagBytes: 0, lagMs: 0 } })
    await fault({ fault: 'pause-replay', region: 'bom' })
    await writeSomething()
    await expect.poll(async () => (await both()).told.lagBytes, patient).toBeGreaterThan(0)
    const { database, told } = await both()
    expect(database.lagBytes).toBeGreaterThan(0)
    expect(database).toMatchObject({
      role: told.role,
      timeline: told.timeline,
      lsn: told.replayLsn,
      streaming: true,
    })
    expect(Math.abs((database.lagMs ?? 0) - told.lagMs)).toBeLessThan(1_000)
    // An age since the planet runs, and none since ever; how late a heartbeat may be is no matter here.
    expect(database.lagMs).toBeLessThan(performance.now())
  })

  it('L22 of a link is on the links that are meant, and a later one takes its place, a wider one that of all it covers', async () => {
    await fault({ fault: 'cut', region: 'bom', from: 'sin' })
    const { json } = await fault({ fault: 'slow', region: 'bom', from: 'sin', ms: 50 })
    const broken = json.links.filter((link) => link.fault)
    expect(broken).toMatchObject([
      { kind: 'edge', from: 'sin', to: 'bom', fault: { kind: 'slow', extraMs: 50 } },
    ])
    expect(json.faults).toEqual([{ fault: 'slow', region: 'bom', link: 'edge', from: 'sin', ms: 50 }])
    const wide = { fault: 'slow', region: 'bom', link: 'edge', ms: 60 }
    const covered = (await fault(wide)).json
    expect(covered.links.filter((link) => link.fault)).toHaveLength(CITIES.length)
    expect(covered.faults).toEqual([wide])
    const narrow = { fault: 'cut', region: 'bom', link: 'edge', from: 'sin' }
    expect((await fault(narrow)).json.faults).toEqual([wide, narrow])
    await heal()
    await fault({ fault: 'cut', region: 'fra' })
    const primary = await fault({ fault: 'blackhole', region: 'fra', link: 'primary' })
    const kinds = primary.json.links.filter(
      ({ from, to, fault: found }) => found && [from, to].includes('fra'),
    )
    expect(kinds.filter(({ kind }) => kind === 'edge')).toHaveLength(CITIES.length)
    expect(kinds.filter(({ kind }) => kind === 'database').map(({ to }) => to)).toEqual(['iad', 'bom'])
    expect(kinds.filter(({ kind }) => kind === 'replication').map(({ to }) => to)).toEqual(['iad', 'bom'])
    expect((await heal()).links.filter((link) => link.fault)).toEqual([])
  })

  it.each([
    [{ fault: 'pause-replay', region: 'iad' }, 'region', 'iad holds the primary, which replays nothing'],
    [
      { fault: 'failover', region: 'iad' },
      'region',
      'iad holds the primary already: expected one of bom, fra',
    ],
    [{ fault: 'crash-db', region: 'bom', server: 2 }, 'server', 'bom has no second server'],
    [{ fault: 'return-primary' }, 'fault', 'there is no former primary that is dead: make a failover first'],
  ])('L105 %j makes no sense now: a 422 names %s and says why', async (body, field, message) => {
    const { code, json } = await fault(body)
    expect([code, json]).toMatchObject([422, { errors: [{ field, message }] }])
    expect((await status()).faults).toEqual([])
  })

  it('L22 can be made and healed with `nearside planet`, and one that is not known is refused', async () => {
    const made = await nearside('planet', 'fault', 'slow', 'fra', '--from', 'lhr', '--ms', '40')
    expect(made.stdout).toContain('edge lhr → fra')
    await expect(nearside('planet', 'fault', 'cut', 'mars')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Can't do this fault\n  region: expected one of iad, bom, fra"),
    })
    const { stdout } = await nearside('planet', 'heal')
    expect(stdout).toContain('No faults are in force.')
    expect(stdout).toContain('Edges look at a region again within 10 s')
  })
})

it('L23 a part that ends though nobody asked is told of in the status, and healing starts it again', async () => {
  const before = await status()
  const { pid = 0 } = region(before, 'fra').app
  process.kill(pid, 'SIGKILL')
  await expect.poll(async () => region(await status(), 'fra').app.state).toBe('crashed')
  const { crashes } = await status()
  expect(crashes).toHaveLength(before.crashes.length + 1)
  expect(crashes.at(-1)?.what).toContain('The app in fra ended by itself (SIGKILL)')
  expect((await nearside('planet', 'status')).stdout).toContain('The app in fra ended by itself')
  expect(region(await heal(), 'fra').app).toMatchObject({ state: 'running', ready: true })
})

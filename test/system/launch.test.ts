import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeDatabaseHome } from '../../planet/database-home.ts'
import { databaseUrl } from '../../planet/database-urls.ts'
import type { PlanetStatus } from '../../planet/status.ts'
import { waitFor } from '../../planet/wait.ts'
import { npmStart, processesOf, type Start, stillRunning } from '../support/npm-start.ts'

const NAMES = ['app bom', 'app fra', 'app iad', 'postgres bom', 'postgres fra', 'postgres iad', 'workerd']
const isRoot = process.getuid?.() === 0

type Started = { readonly start: Start; readonly url: string; readonly status: PlanetStatus }

let stateDir: string
let running: Start | undefined

beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'nearside-launch-'))
  chmodSync(stateDir, 0o711)
})
afterAll(async () => {
  await stopWhatRuns()
  removeDatabaseHome(stateDir)
  rmSync(stateDir, { recursive: true, force: true })
})

async function start(...args: string[]): Promise<Started> {
  await stopWhatRuns()
  running = npmStart('--port', '0', '--state', stateDir, ...args)
  await running.wrote('Ready after')
  return await look(running)
}

/** @returns the planet that an earlier test has left running with its primary at home, or one that is started. */
async function ready(): Promise<Started> {
  const left = running && isRunning(running) ? await look(running) : undefined
  return left?.status.primary === 'iad' ? left : await start('--fresh')
}

async function look(planet: Start): Promise<Started> {
  const url = /http:\/\/localhost:\d+/.exec(planet.output())?.[0] ?? ''
  const response = await fetch(`${url}/_planet/status`)
  return { start: planet, url, status: (await response.json()) as PlanetStatus }
}

async function stopWhatRuns(): Promise<void> {
  if (running && isRunning(running)) await running.end('SIGINT')
}

const isRunning = ({ child }: Start) => child.exitCode === null && child.signalCode === null

/** Places an order. @returns its path. */
async function newOrder(url: string): Promise<string> {
  const products = await fetch(`${url}/api/products?limit=1`)
  const { items } = (await products.json()) as { items: { id: string }[] }
  const response = await fetch(`${url}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: items[0]?.id, quantity: 1 }),
  })
  expect(response.status).toBe(201)
  return `/api/orders/${((await response.json()) as { id: string }).id}`
}

const statusFrom = async (city: string, url: string) =>
  (await fetch(url, { headers: { 'nearside-vantage': city } })).status

/** What the owner asks of a region's server, over no link. */
async function ask({ regions }: PlanetStatus, region: string, query: string): Promise<readonly Row[]> {
  const port = regions.find(({ id }) => id === region)?.database.port ?? 0
  const { passwords } = JSON.parse(readFileSync(join(stateDir, 'secrets.json'), 'utf8'))
  const sql = postgres(databaseUrl('owner', passwords, port), { max: 1 })
  try {
    return [...(await sql.unsafe(query))]
  } finally {
    await sql.end()
  }
}

const MARK = `insert into orders (id, product_id, quantity, note)
  select gen_random_uuid(), id, 1, 'acknowledged' from products limit 1`

async function inflict(url: string, fault: object): Promise<PlanetStatus> {
  const response = await fetch(`${url}/_planet/faults`, { method: 'POST', body: JSON.stringify(fault) })
  expect(response.status).toBe(200)
  return (await response.json()) as PlanetStatus
}

/** Every replica streams from that primary, on its timeline, and has what {@link MARK} put there. */
async function allFollow({ status }: { status: PlanetStatus }, primary: string): Promise<void> {
  const timeline = status.regions.find(({ id }) => id === primary)?.database.timeline
  for (const { id, database } of status.regions) {
    const role = id === primary ? 'primary' : 'replica'
    expect(database).toMatchObject({ place: role, role, timeline, streaming: true })
    const marks = () =>
      ask(status, id, `select count(*)::int as marks from orders where note = 'acknowledged'`)
    await expect.poll(marks, { timeout: 10_000 }).toEqual([{ marks: 1 }])
  }
}

/** Waits for a moment that does not last. */
const soon = (isThere: () => boolean) =>
  waitFor(isThere, { timeoutMs: 20_000, everyMs: 1, describe: () => 'the moment never came' })

type Row = Readonly<Record<string, unknown>>

/** What a broken replica is brought to: its slot, and the WAL that it kept, are gone. */
async function dropSlot({ regions }: PlanetStatus, slot: string): Promise<void> {
  const port = regions.find(({ id }) => id === 'iad')?.database.port ?? 0
  const { passwords } = JSON.parse(readFileSync(join(stateDir, 'secrets.json'), 'utf8'))
  const sql = postgres(databaseUrl('owner', passwords, port), { max: 1 })
  const drop = async () => {
    await sql`select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = ${slot} and active`
    const dropped = sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${slot}`
    return dropped.then(
      () => true,
      () => false,
    )
  }
  await waitFor(drop, { timeoutMs: 10_000, describe: () => `the slot ${slot} stays in use` })
  await sql.end()
}

describe('npm start', () => {
  it('L30 boots from nothing and ends with where to look and a first report; Ctrl-C leaves no process, not even a slow one', async () => {
    const { start: first, status, url: front } = await start()
    await first.wrote('Ctrl-C stops the planet')
    for (const line of [
      'Worker bundled',
      'Postgres made',
      'Replicas stream',
      'Regional apps ready',
      'Edges ready',
    ]) {
      expect(first.output()).toContain(`✓ ${line}`)
    }
    // Nor is it silent after that.
    const parts = ['Ready after', 'Now a few requests from each city', '✓ Cities measured', 'a user in']
    const at = parts.map((part) => first.output().indexOf(part))
    expect(at).toEqual(at.toSorted((a, b) => a - b))
    expect(at).not.toContain(-1)
    for (const { name, url } of status.cities)
      expect(first.output()).toMatch(new RegExp(`${name} +│ ${url} +│ \\w{3} \\(`))
    const processes = processesOf(stateDir)
    expect(processes.map(({ name }) => name).sort()).toEqual(NAMES)
    for (const region of ['iad', 'bom']) await inflict(front, { fault: 'slow-db', region, ms: 2000 })
    expect(await first.end('SIGINT')).toBe(0)
    expect(first.output().trimEnd()).toMatch(/\nStopped\.$/)
    expect(stillRunning(processes)).toEqual([])
  })

  it('L31 after a kill -9 starts again: what was left is ended and removed, slow or not, no acknowledged write is lost', async () => {
    const first = await ready()
    const order = await newOrder(first.url)
    for (const region of ['iad', 'bom']) await inflict(first.url, { fault: 'slow-db', region, ms: 2000 })
    const left = processesOf(stateDir)
    expect(await first.start.end('SIGKILL')).toBe('SIGKILL')
    expect(stillRunning(left)).not.toEqual([])

    const second = await start()
    expect(second.start.output()).toContain('Ended what an earlier planet left running')
    expect(stillRunning(left)).toEqual([])
    expect(await statusFrom('iad', second.url + order)).toBe(200)
    expect(readdirSync(join(stateDir, 'tmp'))).toHaveLength(1)
  })

  it('L32 copies a replica anew that can no longer follow, instead of failing for ever', async () => {
    const first = await ready()
    const order = await newOrder(first.url)
    await dropSlot(first.status, 'bom')
    expect(await first.start.end('SIGTERM')).toBe(0)

    const second = await start()
    expect(second.start.output()).toContain('Replicas copied anew: bom')
    const { database } = second.status.regions.find(({ id }) => id === 'bom') ?? {}
    expect(database).toMatchObject({ role: 'replica', streaming: true })
    expect(await statusFrom('bom', second.url + order)).toBe(200)
  })

  it('L33 --fresh starts over, with new secrets and without the data', async () => {
    const first = await ready()
    const order = await newOrder(first.url)
    const secrets = readFileSync(join(stateDir, 'secrets.json'), 'utf8')
    expect(await first.start.end('SIGINT')).toBe(0)

    const second = await start('--fresh')
    expect(second.start.output()).toContain('✓ Postgres made')
    expect(readFileSync(join(stateDir, 'secrets.json'), 'utf8')).not.toBe(secrets)
    expect(await statusFrom('iad', second.url + order)).toBe(404)
  })

  it('L34 is stopped by Ctrl-C in the middle of a boot, too, and leaves no process', async () => {
    await stopWhatRuns()
    running = npmStart('--port', '0', '--state', stateDir)
    await running.wrote('Postgres started')
    const processes = processesOf(stateDir)
    expect(processes).not.toEqual([])
    expect(await running.end('SIGINT'), running.output()).toBe(0)
    expect(running.output()).not.toContain('✗')
    expect(running.output().trimEnd()).toMatch(/\nStopped\.$/)
    expect(stillRunning(processesOf(stateDir))).toEqual([])
    expect(stillRunning(processes)).toEqual([])
    expect(existsSync(join(stateDir, 'planet.lock'))).toBe(false)
  })
})

describe('npm start, after a failover', () => {
  it('L120 --two-replicas makes a second replica in a region; without it the next start has none and keeps no WAL for it', async () => {
    const first = await start('--fresh', '--two-replicas', 'fra')
    expect(first.start.output()).toContain('Replicas copied: bom, fra, fra_2')
    const { database, secondDatabase } = first.status.regions.find(({ id }) => id === 'fra') ?? {}
    expect(secondDatabase).toMatchObject({ place: 'replica', streaming: true })
    expect(secondDatabase?.port).not.toBe(database?.port)
    expect(await first.start.end('SIGINT')).toBe(0)

    const second = await start()
    expect(second.status.regions.map((each) => each.secondDatabase)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    const slots = await ask(second.status, 'iad', 'select slot_name from pg_replication_slots order by 1')
    expect(slots).toEqual([{ slot_name: 'bom' }, { slot_name: 'fra' }])
  })

  it('L121 boots with the primary that the failover made, after a kill -9, too, with all that it acknowledged; --fresh goes back', async () => {
    const first = await ready()
    const failedOver = await inflict(first.url, { fault: 'failover', region: 'fra' })
    await ask(failedOver, 'fra', MARK)
    expect(await first.start.end('SIGKILL')).toBe('SIGKILL')

    const second = await start()
    expect(second.start.output()).toContain('Since a failover the primary is in fra')
    expect(second.status.primary).toBe('fra')
    await allFollow(second, 'fra')
    expect(await second.start.end('SIGINT')).toBe(0)
    expect((await start('--fresh')).status).toMatchObject({ primary: 'iad' })
  })

  it('L122 comes up after a kill -9 in the middle of a failover, and in the middle of healing', async () => {
    const first = await ready()
    void inflict(first.url, { fault: 'failover', region: 'bom' }).catch(() => undefined)
    await soon(() =>
      readFileSync(join(stateDir, 'databases/topology.json'), 'utf8').includes('"bom":"primary"'),
    )
    await first.start.end('SIGKILL')

    const second = await start()
    expect(second.status.primary).toBe('bom')
    await ask(second.status, 'bom', MARK)
    await allFollow(second, 'bom')
    await inflict(second.url, { fault: 'failover', region: 'fra' })
    void fetch(`${second.url}/_planet/faults`, { method: 'DELETE' }).catch(() => undefined)
    await soon(() => existsSync(join(stateDir, 'databases/bom.partial')))
    await second.start.end('SIGKILL')

    const third = await start()
    await allFollow(third, 'fra')
    expect(existsSync(join(stateDir, 'databases/bom.partial'))).toBe(false)
  })
})

describe('npm start, where it can not', () => {
  it('L35 says which port is taken by another program', async () => {
    const server = createServer((socket) => socket.end('hello\r\n')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const newDir = join(stateDir, 'new')
    const refused = npmStart('--port', String(port), '--state', newDir)
    expect(await refused.ended()).toBe(1)
    expect(existsSync(newDir)).toBe(false)
    expect(refused.output()).toContain(
      `Port ${port} is taken by another program.\nPick another one: npm start -- --port ${port + 1}`,
    )
    server.close()
  })
})

it.runIf(isRoot)(
  "L36 as root in a folder that Postgres's user can not enter, the data is elsewhere, and --fresh removes it",
  async () => {
    chmodSync(stateDir, 0o700)
    const { start: first } = await start('--fresh')
    const dir = /the data is in (\S+)\./.exec(first.output())?.[1] ?? ''
    expect(dir).not.toContain(stateDir)
    expect(existsSync(join(dir, 'bom/standby.signal'))).toBe(true)
    expect(existsSync(join(stateDir, 'databases'))).toBe(false)
    expect(await first.end('SIGINT')).toBe(0)
    chmodSync(stateDir, 0o711)
    await start('--fresh')
    expect(existsSync(dir)).toBe(false)
  },
)

/** A planet of its own, since a failover changes what others count on. */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bootPlanet, type Planet } from '../../planet/boot.ts'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { removeDatabaseHome } from '../../planet/database-home.ts'
import type { Fault } from '../../planet/faults.ts'
import type { DatabaseStatus } from '../../planet/status.ts'
import { STREAM_TIMEOUT_MS } from '../../planet/streaming.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'

let stateDir: string
let planet: Planet
const connections = new Map<string, Sql>()

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'nearside-failover-'))
  chmodSync(stateDir, 0o711)
  planet = await bootPlanet({ port: 0, stateDir, appLogLevel: 'warn', replicas: { bom: 2 } })
})
afterAll(async () => {
  await Promise.all([...connections.values()].map((sql) => sql.end({ timeout: 1 })))
  await planet?.stop()
  removeDatabaseHome(stateDir)
  rmSync(stateDir, { recursive: true, force: true })
})
beforeEach(() => planet.heal())

const patient = { timeout: 15_000 }
const inject = (fault: Fault) => planet.inject(fault)

/** The owner's way into a server, over no link. */
function sqlOf(id: string): Sql {
  const found = planet.regions.find((region) => id.startsWith(region.id))
  const url = (id.endsWith('_2') ? found?.secondDatabaseUrl : found?.databaseUrl) ?? ''
  const sql = connections.get(id) ?? postgres(url, { max: 1, onnotice: () => {}, backoff: () => 0.05 })
  connections.set(id, sql)
  return sql
}

/** The servers by id, as the status tells them. */
async function servers(): Promise<Readonly<Record<string, DatabaseStatus>>> {
  const { regions } = await planet.status()
  const all = regions.flatMap(({ id, database, secondDatabase }) => [
    [id, database] as const,
    ...(secondDatabase ? [[`${id}_2`, secondDatabase] as const] : []),
  ])
  return Object.fromEntries(all)
}

/** @returns the region of the primary, and another one to go on to. */
async function sides() {
  const { primary } = await planet.status()
  const next = primary === 'bom' ? 'fra' : 'bom'
  const [third = ''] = ['iad', 'bom', 'fra'].filter((id) => id !== primary && id !== next)
  return { primary, next, third }
}

async function write(id: string, note: string): Promise<void> {
  await sqlOf(id)`insert into orders (id, product_id, quantity, note)
    select gen_random_uuid(), id, 1, ${note} from products limit 1`
}

async function count(id: string, note: string): Promise<number> {
  const [row] = await sqlOf(id)<{ count: number }[]>`select count(*)::int from orders where note = ${note}`
  return row?.count ?? 0
}

/** Over every row of the shop's tables. */
async function digest(id: string) {
  return sqlOf(id)`
    select (select sum(hashtextextended(products::text, 0)) from products) as products,
      (select sum(hashtextextended(orders::text, 0)) from orders) as orders`
}

async function isEverywhere(note: string): Promise<void> {
  for (const id of Object.keys(await servers())) await expect.poll(() => count(id, note), patient).toBe(1)
}

describe('a failover', () => {
  it('L110 kills the primary and promotes the replica; the others follow it on the next timeline, and nothing of that branch is lost', async () => {
    const { primary, next, third } = await sides()
    const before = await servers()
    const timeline = (before[primary]?.timeline ?? 0) + 1
    await write(primary, 'before L110')
    await isEverywhere('before L110')
    const startMs = performance.now()
    await inject({ fault: 'failover', region: next })
    expect(performance.now() - startMs).toBeLessThan(STREAM_TIMEOUT_MS)
    expect(await planet.status()).toMatchObject({
      primary: next,
      faults: [{ fault: 'failover', region: next }],
    })
    const after = await servers()
    expect(after[primary]).toMatchObject({ state: 'killed', place: 'former-primary' })
    expect(after[next]).toMatchObject({ place: 'primary', role: 'primary', timeline })
    for (const id of [third, 'bom_2'])
      expect(after[id]).toMatchObject({ place: 'replica', role: 'replica', timeline, streaming: true })
    await write(next, 'after L110')
    for (const id of [next, third, 'bom_2']) {
      await expect.poll(() => count(id, 'after L110'), patient).toBe(1)
      expect(await count(id, 'before L110')).toBe(1)
    }
  })

  it('L111 healing makes the old primary a replica of the new one, and apps are ready everywhere; then it can go back', async () => {
    const { primary, next } = await sides()
    await inject({ fault: 'failover', region: next })
    await write(next, 'L111')
    await planet.heal()
    const status = await planet.status()
    expect(status).toMatchObject({ primary: next, faults: [] })
    for (const { app } of status.regions) expect(app).toMatchObject({ state: 'running', ready: true })
    expect((await servers())[primary]).toMatchObject({ place: 'replica', role: 'replica', streaming: true })
    await isEverywhere('L111')
    await inject({ fault: 'failover', region: primary })
    await planet.heal()
    expect((await planet.status()).primary).toBe(primary)
    await write(primary, 'L111 again')
    await isEverywhere('L111 again')
  })

  it('L112 loses what was written while replication was held, and ends the hold', async () => {
    const { primary, next } = await sides()
    await write(primary, 'kept L112')
    await isEverywhere('kept L112')
    await inject({ fault: 'hold-replication' })
    await write(primary, 'lost L112')
    const held = await planet.status()
    expect(held.faults).toEqual([{ fault: 'hold-replication' }])
    expect(new Set(held.links.filter(({ fault }) => fault).map(({ kind }) => kind))).toEqual(
      new Set(['replication']),
    )
    await inject({ fault: 'failover', region: next })
    expect((await planet.status()).links.filter(({ fault }) => fault)).toEqual([])
    await write(next, 'new L112')
    await planet.heal()
    await isEverywhere('kept L112')
    await isEverywhere('new L112')
    for (const id of Object.keys(await servers())) expect(await count(id, 'lost L112')).toBe(0)
  })

  it('L113 copies a replica anew that was ahead of the new primary: it is on another branch', async () => {
    const { primary, next, third } = await sides()
    await inject({ fault: 'blackhole', region: next, link: 'replication' })
    await write(primary, 'L113')
    await expect.poll(() => count(third, 'L113'), patient).toBe(1)
    const startMs = performance.now()
    await inject({ fault: 'failover', region: next })
    expect(performance.now() - startMs).toBeLessThan(STREAM_TIMEOUT_MS)
    const after = await servers()
    expect(after[third]).toMatchObject({
      place: 'replica',
      streaming: true,
      timeline: after[next]?.timeline,
    })
    expect(await count(third, 'L113')).toBe(0)
  })

  it.each<[string, (region: string) => Fault]>([
    ['can not be reached', (region) => ({ fault: 'cut', region, link: 'replication' })],
    ['is paused', (region) => ({ fault: 'pause-replay', region })],
    ['does not run', (region) => ({ fault: 'crash-db', region })],
  ])('L114 does not wait for a replica that %s; healing brings it along', async (_, faultIn) => {
    const { next, third } = await sides()
    await inject(faultIn(third))
    const startMs = performance.now()
    await inject({ fault: 'failover', region: next })
    expect(performance.now() - startMs).toBeLessThan(STREAM_TIMEOUT_MS)
    await planet.heal()
    await write(next, `L114 ${next}`)
    await expect.poll(() => count(third, `L114 ${next}`), patient).toBeGreaterThan(0)
  })
})

it('L123 a paused replica that is promoted applies what it has received, and is paused no more', async () => {
  const { primary, next } = await sides()
  await inject({ fault: 'pause-replay', region: next })
  await write(primary, 'L123')
  const hasReceived = async () => {
    const [row] = await sqlOf(next)<{ behind: boolean }[]>`
      select pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn() as behind`
    return row?.behind
  }
  await expect.poll(hasReceived, patient).toBe(true)
  await inject({ fault: 'failover', region: next })
  expect((await planet.status()).faults).toEqual([{ fault: 'failover', region: next }])
  expect(await count(next, 'L123')).toBe(1)
})

it('L139 while databases are slow the status knows them, and a crash, a failover and healing go on', async () => {
  const { primary, next, third } = await sides()
  const slow = [primary, next].map((region) => ({ fault: 'slow-db', region, ms: 2000 }) as const)
  for (const fault of slow) await inject(fault)
  for (const { role } of Object.values(await servers())) expect(role).toBeDefined()
  await inject({ fault: 'crash-db', region: third })
  await inject({ fault: 'failover', region: next })
  const { faults } = await planet.status()
  expect(faults).toEqual([{ fault: 'crash-db', region: third }, { fault: 'failover', region: next }, ...slow])
  await planet.heal()
  await write(next, 'L139')
  await isEverywhere('L139')
})

describe('a former primary that returns', () => {
  it('L115 takes itself for the primary still, on its old timeline and with what was lost; healing makes a replica of it', async () => {
    const { primary, next } = await sides()
    const timeline = (await servers())[primary]?.timeline
    await inject({ fault: 'hold-replication' })
    await write(primary, 'L115')
    await inject({ fault: 'failover', region: next })
    await inject({ fault: 'return-primary' })
    expect((await servers())[primary]).toMatchObject({
      state: 'running',
      place: 'former-primary',
      role: 'primary',
      timeline,
    })
    expect((await planet.status()).primary).toBe(next)
    expect(await count(primary, 'L115')).toBe(1)
    await write(primary, 'L115')
    await planet.heal()
    expect((await servers())[primary]).toMatchObject({ place: 'replica', role: 'replica', streaming: true })
    expect(await count(primary, 'L115')).toBe(0)
  })

  it('L116 is shown by `nearside planet status`, and made by `nearside planet fault`', async () => {
    const { next } = await sides()
    const nearside = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['cli/main.ts', 'planet', ...args, '--url', planet.url])
    expect((await nearside('fault', 'failover', next)).stdout).toContain(`the primary is in ${next}`)
    const stdout = stripVTControlCharacters((await nearside('fault', 'return-primary')).stdout)
    expect(stdout).toContain('former primary')
    expect(stdout).toContain(`failover region=${next}`)
    await expect(nearside('fault', 'failover', next)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`region: ${next} holds the primary already`),
    })
  })
})

it('L117 while a replica is copied anew the primary goes on: no write fails, and the copy has them all', async () => {
  const { primary, next } = await sides()
  await inject({ fault: 'failover', region: next })
  let written = 0
  let healed = false
  const writing = (async () => {
    for (; !healed; written += 1) await write(next, 'L117')
  })()
  await planet.heal()
  healed = true
  await writing
  expect(written).toBeGreaterThan(20)
  for (const id of [primary, 'bom_2']) {
    await expect.poll(() => count(id, 'L117'), patient).toBe(written)
    expect(await digest(id)).toEqual(await digest(next))
  }
})

describe('a second replica', () => {
  it('L118 is broken by its number, and the first one is not', async () => {
    const { primary } = await sides()
    if (primary === 'bom') await inject({ fault: 'failover', region: 'iad' })
    await planet.heal()
    await inject({ fault: 'pause-replay', region: 'bom', server: 2 })
    expect(await servers()).toMatchObject({ bom: { replayPaused: false }, bom_2: { replayPaused: true } })
    await inject({ fault: 'crash-db', region: 'bom', server: 2 })
    expect(await servers()).toMatchObject({ bom: { state: 'running' }, bom_2: { state: 'killed' } })
    await planet.heal()
    expect(await servers()).toMatchObject({ bom_2: { streaming: true, replayPaused: false } })
  })

  it("L118 follows the first one where that is promoted, over its region's own link", async () => {
    await inject({ fault: 'failover', region: 'bom' })
    const [row] = await sqlOf('bom_2')<{ conninfo: string }[]>`select conninfo from pg_stat_wal_receiver`
    const { links } = await planet.status()
    const own = links.find(({ kind, from, to }) => kind === 'replication' && from === 'bom' && to === 'bom')
    expect(row?.conninfo).toContain(`port=${own?.port} `)
  })
})

it('L119 the apps are told of every server that may be the primary, that first, and run out of the folder that is asked for', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-app-'))
  mkdirSync(join(dir, 'regional-app'))
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}')
  writeFileSync(
    join(dir, 'regional-app/main.ts'),
    `import { createServer } from 'node:http'
     createServer((_, response) => response.end(JSON.stringify(process.env))).listen(Number(process.env.PORT), '127.0.0.1')`,
  )
  try {
    await planet.restartApps(dir)
    const { primary, regions, links } = await planet.status()
    for (const { id, app, database, secondDatabase } of regions) {
      const env = (await (await fetch(app.url)).json()) as Record<string, string>
      const portsOf = (name: string) => (env[name] ?? '').split(',').map((url) => Number(new URL(url).port))
      expect(portsOf('DATABASE_READ_URL')).toEqual(
        [database, secondDatabase].flatMap((each) => (each ? [each.port] : [])),
      )
      const order = [primary, ...regions.map((each) => each.id).filter((each) => each !== primary)]
      const ways = order.map((to) =>
        to === id
          ? database.port
          : links.find((each) => each.kind === 'database' && each.from === id && each.to === to)?.port,
      )
      expect(portsOf('DATABASE_WRITE_URL')).toEqual(ways)
      expect(env.BOOKMARK_KEYS).toBe(formatSigningKey(planet.bookmarkKey))
    }
  } finally {
    await planet.restartApps(PROJECT_DIR)
    rmSync(dir, { recursive: true })
  }
  expect(existsSync(dir)).toBe(false)
})

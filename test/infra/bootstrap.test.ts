import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { parseEnv } from 'node:util'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createFlights } from '../../db/flight.ts'
import { createLineage } from '../../db/lineage.ts'
import { migrate } from '../../db/migrate.ts'
import { orders } from '../../db/schema.ts'
import { seed, seededProducts } from '../../db/seed.ts'
import { INFRA_DIR } from '../../infra/check/matrix.ts'
import { prepare } from '../../infra/compose/prepare.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { makeAuthority } from './support/certificates.ts'
import { openServer, type TestServer } from './support/postgres.ts'

const DATABASE = 'nearside'
const OWNER = 'nearside_owner'
const BOOTSTRAP_FILE = join(INFRA_DIR, 'charts/database/files/bootstrap.sql')
const BOOTSTRAP = readFileSync(BOOTSTRAP_FILE, 'utf8')

let server: TestServer
beforeAll(async () => {
  server = await openServer()
  await server.createOwned(DATABASE, OWNER)
})
afterAll(() => server.close())

function login(name: string): Sql {
  const sql = postgres(server.url(name, DATABASE), { max: 1, onnotice: () => {} })
  onTestFinished(() => sql.end({ timeout: 1 }))
  return sql
}

const CODE = (code: string) => expect.objectContaining({ code })
const REFUSED = CODE('42501')

it('I9 after bootstrap.sql the migrations run as an owner who is no superuser and makes no roles, and running it twice is harmless', async () => {
  await expect(migrate(server.url(OWNER, DATABASE))).rejects.toMatchObject({ cause: CODE('42501') })

  const superuser = server.superuserIn(DATABASE)
  await superuser.unsafe(BOOTSTRAP)
  await migrate(server.url(OWNER, DATABASE))
  await superuser.unsafe(BOOTSTRAP)
  await migrate(server.url(OWNER, DATABASE))
  await seed(server.url(OWNER, DATABASE))

  const [owner] = await superuser`select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
    from pg_roles where rolname = ${OWNER}`
  expect(new Set(Object.values(owner ?? {}))).toEqual(new Set([false]))
  const memberships =
    await superuser`select role.rolname as role, member.rolname as member from pg_auth_members
    join pg_roles role on role.oid = roleid join pg_roles member on member.oid = pg_auth_members.member
    where member.rolname like 'nearside%'`
  expect([...memberships]).toEqual([{ role: 'pg_read_all_stats', member: 'nearside_reader' }])
})

it('I10 a reader sees what it needs and writes nothing; a writer writes rows and alters no table', async () => {
  await server.createLogin('nearside_read', 'nearside_reader')
  await server.createLogin('nearside_write', 'nearside_writer')
  const reader = login('nearside_read')
  const [seen] = await reader`select nearside_timeline_history(1) as history,
    nearside_wal_timeline(pg_current_wal_flush_lsn()) as timeline, pg_has_role('pg_read_all_stats', 'usage') as stats`
  expect(seen).toEqual({ history: null, timeline: 1, stats: true })
  expect(await reader`select from products`).toHaveLength(seededProducts().length)
  for (const statement of [
    'delete from orders',
    "select pg_read_file('pg_hba.conf', true)",
    'select pg_ls_waldir()',
    'create table mine ()',
  ])
    await expect(reader.unsafe(statement), statement).rejects.toEqual(REFUSED)

  const writer = login('nearside_write')
  await writer`update products set stock = stock where id = ${seededProducts()[0]?.id ?? ''}`
  for (const statement of [
    'alter table products add column mine int',
    'drop table orders',
    'truncate orders',
    'create table mine ()',
    'set role nearside_owner',
    "select pg_read_file('pg_hba.conf', true)",
  ])
    await expect(writer.unsafe(statement), statement).rejects.toEqual(REFUSED)
  const owner = login(OWNER)
  await expect(owner.unsafe("select pg_read_file('/etc/passwd', true)")).rejects.toEqual(REFUSED)
})

describe('with sslmode=verify-full', () => {
  const authority = makeAuthority()
  const other = makeAuthority()
  const dir = mkdtempSync(join(tmpdir(), 'nearside-ca-'))
  const file = (name: string) => join(dir, name)
  const url = (host: string, query = '') => server.url(OWNER, DATABASE, `?sslmode=verify-full${query}`, host)
  const onlyBy = (name: string) => `&sslrootcert=${file(name)}`
  const UNVERIFIED = everyWay(expect.stringContaining('unable to verify the first certificate'))
  beforeAll(() => {
    writeFileSync(file('ca.crt'), authority.cert)
    writeFileSync(file('other.crt'), other.cert)
    return server.setTls(authority.issue('localhost'))
  })
  afterAll(() => rmSync(dir, { recursive: true }))

  it('I11 every way to Postgres takes the certificate of its own authority and host, and no other and no plain connection', async () => {
    const [good, otherHost, otherAuthority] = await probe([
      url('localhost', onlyBy('ca.crt')),
      url('127.0.0.1', onlyBy('ca.crt')),
      url('localhost', onlyBy('other.crt')),
    ])
    expect(good).toEqual(everyWay('ok'))
    expect(otherHost).toEqual(everyWay(expect.stringContaining("does not match certificate's altnames")))
    expect(otherAuthority).toEqual(UNVERIFIED)

    await server.setTls(undefined)
    onTestFinished(() => server.setTls(authority.issue('localhost')))
    const [plain] = await probe([url('localhost', onlyBy('ca.crt'))])
    expect(Object.values(plain ?? {})).not.toContain('ok')
    expect(Object.keys(plain ?? {})).toHaveLength(WAYS.length)
  })

  it('I215 a certificate of an authority that the process trusts besides is refused where the URL names its own', async () => {
    const trusted = [url('localhost'), url('localhost', onlyBy('other.crt'))]
    const [without, named] = await probe(trusted, { NODE_EXTRA_CA_CERTS: file('ca.crt') })
    // Else the authority would not have been trusted at all.
    expect(without).toEqual(everyWay('ok'))
    expect(named).toEqual(UNVERIFIED)
  })

  it('I12 a flight leaves as one TLS record', async () => {
    const before = getCACertificates('default')
    setDefaultCACertificates([authority.cert])
    onTestFinished(() => setDefaultCACertificates(before))
    const { port, records } = await countRecords(server.port)
    const through = url('localhost').replace(`:${server.port}/`, `:${port}/`)
    const flights = createFlights({ urls: [through], connections: 1, lineage: createLineage() })
    onTestFinished(() => flights.close())
    await flights.warm(AbortSignal.timeout(5_000))
    const warm = records()
    const values = { productId: seededProducts()[0]?.id ?? '', quantity: 1 }
    const flown = await flights.fly((tx) => [
      tx.insert(orders).values(values).returning(),
      tx.insert(orders).values(values).returning(),
    ])
    expect([flown.ok, records() - warm]).toEqual([true, 1])
  })
})

const psql = spawnSync('psql', ['--version'], { encoding: 'utf8' }).status === 0

it.skipIf(!psql)(
  'I17 a new volume of one machine gets the owner, the app’s logins with their passwords, and what the migrations need',
  async () => {
    await forgetNearside()
    const dir = mkdtempSync(join(tmpdir(), 'nearside-secrets-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    const key = formatSigningKey({ id: 'k1', secret: Buffer.alloc(32, 1) })
    const secrets = join(dir, 'secrets')
    prepare(JSON.stringify({ gateway: key, bookmarks: key, regions: { iad: key } }), secrets)
    const args = [
      ...['--no-psqlrc', '--quiet', '--dbname', server.superuserUrl, '--set', `secrets=${secrets}`],
      ...['--set', `bootstrap=${BOOTSTRAP_FILE}`, '--file', join(INFRA_DIR, 'compose/init.sql')],
    ]
    const ran = spawnSync('psql', args, { encoding: 'utf8' })
    expect([ran.status, ran.stderr]).toEqual([0, ''])
    const url = (file: string, name: string) =>
      (parseEnv(readFileSync(join(secrets, file), 'utf8'))[name] ?? '').replace(
        '@database:5432',
        `@127.0.0.1:${server.port}`,
      )
    await migrate(url('owner.env', 'DATABASE_URL'))
    for (const name of ['DATABASE_READ_URL', 'DATABASE_WRITE_URL']) {
      const sql = postgres(url('app.env', name), { max: 1, onnotice: () => {} })
      onTestFinished(() => sql.end({ timeout: 1 }))
      expect(await sql`select from nearside_heartbeat`, name).toHaveLength(1)
      await expect(sql`create table mine ()`, name).rejects.toMatchObject({ code: '42501' })
    }
  },
)

/** As new, for who makes the database and its roles by the same names. */
async function forgetNearside(): Promise<void> {
  await server.superuser.unsafe(`drop database ${DATABASE} with (force)`)
  const roles = await server.superuser`select rolname from pg_roles where rolname like 'nearside%'`
  for (const { rolname } of roles) await server.superuser.unsafe(`drop role ${rolname}`)
}

const WAYS = ['migrate', 'seed', 'read', 'interactive', 'watch', 'flight']

function everyWay(outcome: unknown): Record<string, unknown> {
  return Object.fromEntries(WAYS.map((way) => [way, outcome]))
}

async function probe(
  urls: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/tls-probe.ts'), ...urls], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(child, 'close')
  const lines = Buffer.concat(chunks).toString().trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** A proxy that counts what clients send: https://www.rfc-editor.org/rfc/rfc8446#section-5.2 */
async function countRecords(targetPort: number): Promise<{ port: number; records: () => number }> {
  let records = 0
  const proxy = createServer((client) => {
    const upstream = createConnection(targetPort, '127.0.0.1')
    let pending = Buffer.alloc(0)
    let started = false
    client.on('data', (chunk: Buffer) => {
      upstream.write(chunk)
      pending = Buffer.concat([pending, chunk])
      // The first message asks for TLS, in eight bytes that are no record.
      if (!started && pending.length >= 8) {
        started = true
        pending = pending.subarray(8)
      }
      while (started && pending.length >= 5 && pending.length >= 5 + pending.readUInt16BE(3)) {
        if (pending[0] === 23) records++
        pending = pending.subarray(5 + pending.readUInt16BE(3))
      }
    })
    upstream.on('data', (chunk) => client.write(chunk))
    for (const socket of [client, upstream]) {
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        upstream.destroy()
      })
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => void proxy.close())
  const address = proxy.address()
  return { port: typeof address === 'object' && address ? address.port : 0, records: () => records }
}
